using System.Runtime.CompilerServices;
using Watchkeeper.Core;

namespace Watchkeeper.Uptime.Flights;

/// <summary>
/// The report that <c>flight-reports</c> prints: a sweep over all flights' begins and ends in the order of time. Where no flight was open there was a
/// downtime; the flights that closed between two downtimes make an uptime. At equal times begins come before ends, so flights that touch belong together.
/// </summary>
internal static class FlightReport
{
    /// <summary>Times that Python's report could print too.</summary>
    private const double Earliest = -62_135_510_400, Latest = 253_402_214_400;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Write(FlightTable flights, Stream output, TimeZoneInfo zone)
    {
        var begins = flights.Begins;
        var ends = flights.Ends;
        Require(begins);
        Require(ends);
        var openOrder = FlightTable.Order(begins);
        var closeOrder = FlightTable.Order(ends);
        var writer = new ReportWriter(output, zone);
        var number = 0;
        var lastUp = double.NegativeInfinity;
        for (int opened = 0, closed = 0; closed < flights.Count;)
        {
            var firstClosed = closed;
            var begin = begins[openOrder is null ? opened : openOrder[opened]];
            opened++;
            while (opened > closed)
            {
                if (opened < flights.Count
                    && begins[openOrder is null ? opened : openOrder[opened]] <= ends[closeOrder is null ? closed : closeOrder[closed]])
                {
                    opened++;
                }
                else
                {
                    closed++;
                }
            }

            number++;
            var end = ends[closeOrder is null ? closed - 1 : closeOrder[closed - 1]];
            writer.Line("DOWNTIME #"u8, number, lastUp, begin);
            writer.EmptyLine();
            writer.Line("UPTIME #"u8, number, begin, end);
            for (var i = firstClosed; i < closed; i++)
            {
                var flight = closeOrder is null ? i : closeOrder[i];
                writer.Line("\tFLIGHT #"u8, flights.Ids[flight], begins[flight], ends[flight]);
            }

            lastUp = end;
        }

        writer.Flush();
    }

    private static void Require(ReadOnlySpan<double> times)
    {
        foreach (var time in times)
        {
            if (!(time >= Earliest && time <= Latest))
            {
                throw new ProblemException(ProblemKind.Failed, $"A flight has the time {time} s since 1970, which no calendar shows; the file is damaged.");
            }
        }
    }
}
