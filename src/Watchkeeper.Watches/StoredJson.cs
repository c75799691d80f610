using System.Text.Json.Serialization;

namespace Watchkeeper.Watches;

/// <summary>Captures as they are kept.</summary>
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class StoredJson : JsonSerializerContext;
