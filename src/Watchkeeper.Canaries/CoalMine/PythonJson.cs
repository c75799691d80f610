using System.Buffers;
using System.Globalization;
using System.Text;

namespace Watchkeeper.Canaries.CoalMine;

/// <summary>Writes JSON as <c>json.dumps(value, indent=4)</c> of Python does: ASCII only, one item a line, empty lists on one line.</summary>
internal sealed class PythonJson(IBufferWriter<byte> output)
{
    private readonly Stack<bool> _hasItems = new();
    private bool _afterName;

    /// <summary>An object as a whole document, with the line break that the server puts behind it.</summary>
    public static byte[] Document(Action<PythonJson> content)
    {
        var output = new ArrayBufferWriter<byte>();
        var json = new PythonJson(output);
        json.Object(() => content(json)).Finish();
        return output.WrittenSpan.ToArray();
    }

    public PythonJson Object(Action content) => Container('{', '}', content);

    public PythonJson Array(Action content) => Container('[', ']', content);

    public PythonJson Name(string name)
    {
        Item();
        WriteText(name);
        Write(": ");
        _afterName = true;
        return this;
    }

    public PythonJson Text(string text)
    {
        Item();
        WriteText(text);
        return this;
    }

    public PythonJson Bool(bool value)
    {
        Item();
        Write(value ? "true" : "false");
        return this;
    }

    public PythonJson Number(double value)
    {
        Item();
        Write(PythonFloat.Repr(value));
        return this;
    }

    /// <summary>A container whose items arrive over time: what follows belongs to it until <see cref="End"/>.</summary>
    public void Begin(char open)
    {
        Item();
        Write([open]);
        _hasItems.Push(false);
    }

    public void End(char close)
    {
        if (_hasItems.Pop())
        {
            NewLine();
        }

        Write([close]);
    }

    /// <summary>The line break that the server puts behind each document.</summary>
    public void Finish() => Write("\n");

    private PythonJson Container(char open, char close, Action content)
    {
        Begin(open);
        content();
        End(close);
        return this;
    }

    private void Item()
    {
        if (_afterName)
        {
            _afterName = false;
            return;
        }

        if (_hasItems.Count > 0)
        {
            if (_hasItems.Pop())
            {
                Write(",");
            }

            _hasItems.Push(true);
            NewLine();
        }
    }

    private void NewLine()
    {
        Write("\n");
        for (var i = 0; i < _hasItems.Count; i++)
        {
            Write("    ");
        }
    }

    private void WriteText(string text)
    {
        Write("\"");
        var plain = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var escape = Escape(text[i]);
            if (escape is not null)
            {
                Write(text.AsSpan(plain, i - plain));
                Write(escape);
                plain = i + 1;
            }
        }

        Write(text.AsSpan(plain));
        Write("\"");
    }

    private static string? Escape(char c) => c switch
    {
        '"' => "\\\"",
        '\\' => @"\\",
        '\n' => @"\n",
        '\r' => @"\r",
        '\t' => @"\t",
        '\b' => @"\b",
        '\f' => @"\f",
        < ' ' or > '\x7F' => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
        _ => null,
    };

    private void Write(ReadOnlySpan<char> ascii)
    {
        var bytes = output.GetSpan(ascii.Length);
        output.Advance(Encoding.ASCII.GetBytes(ascii, bytes));
    }
}
