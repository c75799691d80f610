using System.Text;

namespace Watchkeeper.CommandLine;

/// <summary>A line typed at the terminal that does not appear on it: a password or a token.</summary>
internal static class HiddenInput
{
    /// <param name="screen">Where the end of the line is shown, which the terminal does not show by itself.</param>
    public static string ReadLine(TextWriter screen)
    {
        var typed = new StringBuilder();
        while (true)
        {
            var key = Console.ReadKey(intercept: true);
            switch (key.Key)
            {
                case ConsoleKey.Enter:
                    screen.WriteLine();
                    screen.Flush();
                    return typed.ToString();
                case ConsoleKey.Backspace when typed.Length > 0:
                    typed.Length--;
                    break;
                default:
                    if (!char.IsControl(key.KeyChar))
                    {
                        typed.Append(key.KeyChar);
                    }

                    break;
            }
        }
    }
}
