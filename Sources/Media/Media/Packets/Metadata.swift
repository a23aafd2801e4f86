/// Which of a container's words on a video are carried over: what may tell who or where somebody is stays behind, unless
/// it is asked for by name.
public struct MetadataPolicy: Sendable {
  /// Names that are kept although they may identify somebody; `all` keeps everything.
  public var kept: Set<String>

  /// Keeps what does not identify anybody, and what is named.
  public init(keeping kept: Set<String> = []) {
    self.kept = Set(kept.map { $0.lowercased() })
  }

  /// Words on the whole that name a work, not a person, a place or a device.
  private static let ofWorks: Set<String> = [
    "title", "genre", "show", "season_number", "episode_id", "episode_sort", "track", "disc", "synopsis",
    "description",
  ]
  /// Words on a track that a player needs to choose it.
  private static let ofTracks: Set<String> = ["language", "title", "handler_name"]
  /// What a muxer writes anew.
  private static let ofContainers: Set<String> = [
    "major_brand", "minor_version", "compatible_brands", "encoder", "duration", "vendor_id", "alpha_mode",
    "stereo_mode",
  ]

  /// What is kept of the words on the whole, and the names of what is not.
  func container(_ entries: [(key: String, value: String)]) -> (
    kept: [(key: String, value: String)], removed: [String]
  ) {
    split(entries, Self.ofWorks)
  }

  /// What is kept of the words on a track.
  func track(
    _ entries: [(key: String, value: String)], isVideo: Bool
  ) -> (kept: [(key: String, value: String)], removed: [String]) {
    // A camera names itself there.
    let namesDevice = entries.contains { $0.key.lowercased() == "handler_name" && Self.namesDevice($0.value) }
    return split(
      entries, isVideo || namesDevice ? Self.ofTracks.subtracting(["handler_name"]) : Self.ofTracks)
  }

  /// Whether a handler's name is that of a maker of cameras and phones.
  private static func namesDevice(_ name: String) -> Bool {
    let words = name.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    return words.contains(where: makers.contains)
  }

  private static let makers: Set<String> = [
    "gopro", "apple", "iphone", "samsung", "sony", "canon", "nikon", "panasonic", "lumix", "dji", "insta360",
    "garmin",
    "google", "huawei", "xiaomi", "oneplus", "motorola", "nokia", "fujifilm", "olympus", "blackmagic",
    "hikvision",
    "dahua", "viofo", "70mai", "nextbase", "blackvue", "thinkware", "akaso", "sjcam", "vantrue", "kodak",
    "leica",
    "ricoh", "autel", "reolink", "axon", "oppo", "realme",
  ]

  private func split(
    _ entries: [(key: String, value: String)], _ harmless: Set<String>
  ) -> (kept: [(key: String, value: String)], removed: [String]) {
    var parts: (kept: [(key: String, value: String)], removed: [String]) = ([], [])
    for entry in entries {
      let name = entry.key.lowercased()
      if harmless.contains(name) || kept.contains(name)
        || (kept.contains("all") && !Self.ofContainers.contains(name))
      {
        parts.kept.append(entry)
      } else if !Self.isOfMuxer(name, entry.value) {
        parts.removed.append(entry.key)
      }
    }
    return parts
  }

  /// Whether a muxer writes it by itself, or anew.
  private static func isOfMuxer(_ name: String, _ value: String) -> Bool {
    switch name {
    case "handler_name": TrackMetadata.isOfWriter(value)
    case "service_name", "service_provider": ["Service01", "FFmpeg"].contains(value)
    default:
      ofContainers.contains(name) || ["_statistics", "bps", "number_of_"].contains(where: name.hasPrefix)
    }
  }
}
