using Watchkeeper.Core.Configuration;

namespace Watchkeeper.Configuration;

/// <summary>What <c>setup</c> asks about each sort of channel, and the section of the configuration that it makes of the answers.</summary>
internal static class ChannelQuestions
{
    private const string MailSettings = "notifications.mail";
    private const string ChannelSettings = "notifications.channels.default";

    private static readonly (string Word, string Means, Func<Answers, string> Ask)[] Kinds =
    [
        ("mail", "mail to your address, through a mail server", Mail),
        ("ntfy", "push messages to your phone, through ntfy.sh or a server of your own", Ntfy),
        ("slack", "Slack, Mattermost, Rocket.Chat or Discord, through an incoming webhook", Slack),
        ("matrix", "a Matrix room", Matrix),
        ("webhook", "JSON to an HTTP server", Webhook),
        ("command", "a program of yours", Command),
    ];

    /// <summary>Asks which sort it shall be: what asks about that, and gives the section with a channel named default.</summary>
    public static Func<Answers, string> Choose(Dialogue dialogue)
    {
        dialogue.Say("How do you want to be told when something goes wrong?");
        for (var i = 0; i < Kinds.Length; i++)
        {
            dialogue.Say($"  {i + 1}  {Kinds[i].Word,-8} {Kinds[i].Means}");
        }

        while (true)
        {
            var answer = dialogue.Ask("Number or name", "1");
            var chosen = Array.FindIndex(Kinds, kind => kind.Word == answer);
            if (chosen >= 0 || (int.TryParse(answer, out var number) && (chosen = number - 1) >= 0 && chosen < Kinds.Length))
            {
                return Kinds[chosen].Ask;
            }

            dialogue.Say($"There is no \"{answer}\" among them.");
        }
    }

    private static string Mail(Answers answers)
    {
        var to = answers.Ask($"{ChannelSettings}.mail.to", "Your address");
        var from = answers.Ask($"{MailSettings}.from", "The sender's address", to);
        var host = answers.Ask($"{MailSettings}.host", "The mail server", "localhost");
        var port = answers.Ask($"{MailSettings}.port", "Its port", host == "localhost" ? "25" : "587");
        var user = answers.Ask($"{MailSettings}.username", "User name, empty for none", "");
        var signIn = user.Length == 0
            ? ""
            : $"    username: {Yaml.Write(user)}\n    password: {Yaml.Write(answers.AskSecret($"{MailSettings}.password", "Password", mayBeEmpty: false))}\n";
        var tls = port == "465" ? "    security: tls\n" : "";
        return $"notifications:\n  mail:\n    from: {Yaml.Write(from)}\n    host: {Yaml.Write(host)}\n    port: {Yaml.Write(port)}\n{tls}{signIn}"
            + $"  channels:\n    default:\n      mail: {{ to: {Yaml.Write([to])} }}\n";
    }

    private static string Ntfy(Answers answers)
    {
        answers.Say("Whoever knows the topic can read it, so choose one that nobody guesses. Subscribe to it in the app now.");
        return Channel("ntfy", ("url", answers.Ask($"{ChannelSettings}.ntfy.url", "The topic's address", $"https://ntfy.sh/watchkeeper-{Guid.NewGuid():N}"[..42])));
    }

    private static string Slack(Answers answers) => Channel("slack", ("url", answers.Ask($"{ChannelSettings}.slack.url", "The incoming webhook's address")));

    private static string Matrix(Answers answers) => Channel(
        "matrix",
        ("server", answers.Ask($"{ChannelSettings}.matrix.server", "The homeserver's address", "https://matrix.org")),
        ("room", answers.Ask($"{ChannelSettings}.matrix.room", "The room, its alias or id (as in #alerts:matrix.org)")),
        ("token", answers.AskSecret($"{ChannelSettings}.matrix.token", "The access token", mayBeEmpty: false)));

    private static string Webhook(Answers answers)
    {
        var url = answers.Ask($"{ChannelSettings}.webhook.url", "The address");
        var secret = answers.AskSecret($"{ChannelSettings}.webhook.secret", "A secret that signs the messages, empty for none", mayBeEmpty: true);
        return secret.Length == 0 ? Channel("webhook", ("url", url)) : Channel("webhook", ("url", url), ("secret", secret));
    }

    private static string Command(Answers answers)
    {
        const string Run = $"{ChannelSettings}.command.run";
        List<string>? words;
        while ((words = CommandWords.Split(answers.Ask(Run, "The program and its arguments"))) is null)
        {
            answers.Say("A quote in it is not closed.");
            answers.Forget(Run);
        }

        return $"notifications:\n  channels:\n    default:\n      command: {{ run: {Yaml.Write(words)} }}\n";
    }

    private static string Channel(string kind, params (string Key, string Value)[] keys) =>
        $"notifications:\n  channels:\n    default:\n      {kind}:\n{string.Concat(keys.Select(key => $"        {key.Key}: {Yaml.Write(key.Value)}\n"))}";
}
