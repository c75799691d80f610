using Microsoft.Extensions.DependencyInjection;

namespace Watchkeeper.Core.Configuration;

/// <summary>How a module's section becomes its options: at start, at each reload, and when the commented file is written.</summary>
public abstract class OptionsReader
{
    /// <summary>For a module that has no section.</summary>
    public static OptionsReader None { get; } = new Reader<object>(static _ => new object());

    /// <summary>A reader whose result the services find as <see cref="LiveOptions{T}"/>.</summary>
    public static OptionsReader Of<T>(Func<Section, T> read)
        where T : class => new Reader<T>(read);

    /// <summary>Reads without keeping: for <c>config check</c> and <c>config init</c>.</summary>
    public abstract object Read(Section section);

    /// <summary>Makes the options available to the services as a singleton <see cref="LiveOptions{T}"/>, and returns what sets them on a reload.</summary>
    public abstract Action<object> Register(IServiceCollection services, object options);

    private sealed class Reader<T>(Func<Section, T> read) : OptionsReader
        where T : class
    {
        public override object Read(Section section) => read(section);

        public override Action<object> Register(IServiceCollection services, object options)
        {
            var live = new LiveOptions<T>((T)options);
            services.AddSingleton(live);
            return changed => live.Set((T)changed);
        }
    }
}

/// <summary>Options in force now; a reload replaces them whole.</summary>
public sealed class LiveOptions<T>(T options)
    where T : class
{
    private volatile T _current = options;

    public T Current => _current;

    /// <summary>Raised after <see cref="Current"/> changed.</summary>
    public event Action<T>? Changed;

    public void Set(T options)
    {
        if (Equals(_current, options))
        {
            return;
        }

        _current = options;
        Changed?.Invoke(options);
    }
}
