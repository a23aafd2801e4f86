/// Selects the metadata that is copied to the output. Entries that may identify a person, a place or a device
/// are removed unless they are requested by name.
public struct MetadataPolicy: Sendable {
  /// Keys that are kept although they may identify somebody; `all` keeps every entry.
  public var kept: Set<String>

  /// Keys are compared without regard to case.
  public init(keeping kept: Set<String> = []) {
    self.kept = Set(kept.map { $0.lowercased() })
  }

  /// Container entries that name a work, not a person, a place or a device.
  private static let ofWorks: Set<String> = [
    "title", "genre", "show", "season_number", "episode_id", "episode_sort", "track", "disc", "synopsis",
    "description",
  ]
  /// Track entries by which a player selects a track.
  private static let ofTracks: Set<String> = ["language", "title", "handler_name"]
  /// Entries that a muxer writes itself.
  private static let ofContainers: Set<String> = [
    "major_brand", "minor_version", "compatible_brands", "encoder", "duration", "vendor_id", "alpha_mode",
    "stereo_mode",
  ]

  /// The container entries that are kept, and the keys of those that are removed.
  func container(_ entries: [(key: String, value: String)]) -> (
    kept: [(key: String, value: String)], removed: [String]
  ) {
    split(entries, Self.ofWorks)
  }

  /// The track entries that are kept, and the keys of those that are removed.
  func track(
    _ entries: [(key: String, value: String)], isVideo: Bool
  ) -> (kept: [(key: String, value: String)], removed: [String]) {
    // Cameras write their model into the handler name.
    let namesDevice = entries.contains { $0.key.lowercased() == "handler_name" && Self.namesDevice($0.value) }
    return split(
      entries, isVideo || namesDevice ? Self.ofTracks.subtracting(["handler_name"]) : Self.ofTracks)
  }

  /// Whether a handler name contains the name of a manufacturer of cameras or phones.
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

  /// Whether muxers write this entry themselves.
  private static func isOfMuxer(_ name: String, _ value: String) -> Bool {
    switch name {
    case "handler_name": TrackMetadata.isMuxerDefault(value)
    case "service_name", "service_provider": ["Service01", "FFmpeg"].contains(value)
    default:
      ofContainers.contains(name) || ["_statistics", "bps", "number_of_"].contains(where: name.hasPrefix)
    }
  }
}

/// The header of SubStation Alpha subtitles without entries that may identify their author: names of people,
/// file paths, editor comments (Advanced SubStation Alpha specification v4.00+, sections 2 and 3).
struct ScriptInfo {
  /// The header with the lines that are kept, byte for byte.
  let header: [UInt8]
  /// The names of the removed entries.
  let removed: [String]

  init(_ header: [UInt8], keeping policy: MetadataPolicy) {
    var section = ""
    var (left, removed): ([ArraySlice<UInt8>], [String]) = ([], [])
    for line in header.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      let text = String(decoding: line, as: UTF8.self).filter { $0 != "\r" && $0 != "\u{FEFF}" }
      if text.hasPrefix("[") { section = text.filter { $0 != "[" && $0 != "]" }.lowercased() }
      let name = Self.name(of: text, in: section)
      if let name, !policy.kept.contains(name.lowercased()), !policy.kept.contains("all") {
        removed.append(name)
      } else {
        left.append(line)
      }
    }
    self.header = Array(left.joined(separator: [UInt8(ascii: "\n")]))
    self.removed = removed.filter { !$0.isEmpty }
  }

  /// The name of a line that may identify somebody, empty for a comment; nil for lines that are kept.
  private static func name(of line: String, in section: String) -> String? {
    if ofEditors.contains(section) { return section }
    guard section == "script info", !line.hasPrefix("["), !line.isEmpty else { return nil }
    guard !line.hasPrefix(";"), !line.hasPrefix("!") else { return "" }
    let key = String(line.prefix { $0 != ":" })
    return forDisplay.contains(key.lowercased()) ? nil : key
  }

  /// Entries that players need, and the title.
  private static let forDisplay: Set<String> = [
    "title", "scripttype", "collisions", "playresx", "playresy", "layoutresx", "layoutresy", "playdepth",
    "timer",
    "wrapstyle", "scaledborderandshadow", "ycbcr matrix", "kerning", "language",
  ]
  private static let ofEditors: Set<String> = ["aegisub project garbage", "aegisub extradata"]
}
