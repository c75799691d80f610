using System.Net;
using Watchkeeper.Core.Configuration;

namespace Watchkeeper.Metrics.Munin;

/// <summary>The section <c>metrics.munin</c>.</summary>
/// <param name="Allow">Networks whose masters may ask.</param>
/// <param name="Plugins">Munin's plugins that are run as collectors.</param>
internal sealed record MuninOptions(bool Enabled, IPEndPoint Listen, IReadOnlyList<IPNetwork> Allow, MuninPluginOptions Plugins)
{
    public static MuninOptions Off { get; } = new(false, new(IPAddress.Loopback, 4949), [], MuninPluginOptions.Off);

    public static MuninOptions Read(Section section)
    {
        var enabled = section.Flag("enabled", false, "Whether a Munin master may poll Watchkeeper as a node.");
        var text = section.Text("listen", "127.0.0.1:4949", "The TCP address.");
        if (!IPEndPoint.TryParse(text, out var address))
        {
            section.Error("listen", $"“{text}” is not an address; write 0.0.0.0:4949.");
            address = Off.Listen;
        }

        var networks = new List<IPNetwork>();
        foreach (var network in section.Texts("allow", ["127.0.0.0/8", "::1/128"], "Networks whose masters may ask."))
        {
            if (IPNetwork.TryParse(network, out var parsed))
            {
                networks.Add(parsed);
            }
            else
            {
                section.Error("allow", $"“{network}” is not a network; write 192.0.2.0/24.");
            }
        }

        return new(
            enabled,
            address,
            new OptionList<IPNetwork>(networks),
            section.Nested("plugins", MuninPluginOptions.Read, "Munin's plugins, run unchanged as collectors; a master that polls sees them too."));
    }
}

/// <summary>The section <c>metrics.munin.plugins</c>.</summary>
/// <param name="Folder">Where the plugins are, as files or links; empty for none.</param>
/// <param name="Configuration">The folder of plugin-conf.d.</param>
/// <param name="Library">MUNIN_LIBDIR, where plugin.sh is looked for.</param>
/// <param name="State">Where plugins keep what they remember, a folder a user.</param>
/// <param name="User">Who runs plugins for which plugin-conf.d names nobody, when the daemon is root.</param>
internal sealed record MuninPluginOptions(
    string Folder, string Configuration, string Library, string State, string User, TimeSpan Interval, TimeSpan Timeout)
{
    public static MuninPluginOptions Off { get; } =
        new("", "/etc/munin/plugin-conf.d", "/usr/share/munin", "/var/lib/munin-node/plugin-state", "nobody", TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(10));

    public static MuninPluginOptions Read(Section section) => new(
        section.Text("folder", Off.Folder, "The folder of the plugins, such as /etc/munin/plugins; empty for none."),
        section.Text("configuration", Off.Configuration, "The folder with their users and environments."),
        section.Text("library", Off.Library, "Where Munin's plugin.sh lies (MUNIN_LIBDIR)."),
        section.Text("state", Off.State, "Where plugins keep what they remember (MUNIN_PLUGSTATE)."),
        section.Text("user", Off.User, "Who runs a plugin for which the configuration names nobody."),
        section.Duration("interval", Off.Interval, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1), "How often they are run."),
        section.Duration("timeout", Off.Timeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10), "How long a plugin may take, unless its configuration says otherwise."));
}
