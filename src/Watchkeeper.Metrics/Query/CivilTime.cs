namespace Watchkeeper.Metrics.Query;

/// <summary>
/// A time of the Gregorian calendar in UTC, for whatever number of seconds: years are not only those from 1 to 9999, and what is no number of seconds is the
/// latest time that 64 bits have, which is what Prometheus makes of it.
/// </summary>
internal readonly record struct CivilTime(double Year, int Month, int Day, int DayOfWeek, int DayOfYear, int DaysInMonth, int Hour, int Minute)
{
    private const long DaysOf400Years = 146_097;

    /// <summary>Days from the first of March of the year 0 to the first of January of 1970: a year that begins in March ends with its leap day.</summary>
    private const long DaysBefore1970 = 719_468;

    public static CivilTime Of(double unixSeconds)
    {
        var seconds = GoNumbers.IsInt64(unixSeconds) ? (long)unixSeconds : long.MaxValue;
        var (day, second) = Math.DivRem(seconds, 86_400);
        (day, second) = second < 0 ? (day - 1, second + 86_400) : (day, second);
        var era = (long)Math.Floor((day + DaysBefore1970) / (decimal)DaysOf400Years);
        var dayOfEra = day + DaysBefore1970 - (era * DaysOf400Years);
        var yearOfEra = (dayOfEra - (dayOfEra / 1460) + (dayOfEra / 36_524) - (dayOfEra / 146_096)) / 365;
        var dayFromMarch = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        var monthFromMarch = ((5 * dayFromMarch) + 2) / 153;
        var month = (int)(monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9);
        var year = (era * 400) + yearOfEra + (month <= 2 ? 1 : 0);

        // The calendar repeats every 400 years, so that .NET's knows the lengths of the months.
        var alike = (int)(2000 + (((year % 400) + 400) % 400));
        var dayOfMonth = (int)(dayFromMarch - (((153 * monthFromMarch) + 2) / 5) + 1);
        var daysInMonth = DateTime.DaysInMonth(alike, month);
        var dayOfWeek = (int)((((day + 4) % 7) + 7) % 7);
        return new(year, month, dayOfMonth, dayOfWeek, new DateOnly(alike, month, dayOfMonth).DayOfYear, daysInMonth, (int)(second / 3600), (int)(second / 60 % 60));
    }
}
