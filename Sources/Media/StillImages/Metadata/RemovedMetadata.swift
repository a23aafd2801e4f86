/// What of an image's metadata was removed, for a note to the user.
struct RemovedMetadata {
  private var parts: [String] = []

  mutating func add(_ part: String) {
    if !parts.contains(part) { parts.append(part) }
  }

  /// EXIF data with what a policy keeps; nil if nothing is left or they cannot be parsed.
  mutating func filter(
    _ exif: EXIFData?, _ policy: ImageMetadataPolicy, keepsOrientation: Bool = true
  ) -> [UInt8]? {
    guard let exif else {
      add("EXIF data that cannot be parsed")
      return nil
    }
    var tags: [String] = []
    let kept = exif.filtered(policy, keepsOrientation: keepsOrientation, removed: &tags)
    if !tags.isEmpty { add("EXIF (\(Self.list(tags)))") }
    return kept
  }

  /// One sentence; none if nothing was removed.
  var notes: [String] {
    parts.isEmpty
      ? [] : ["metadata removed: \(parts.joined(separator: ", "))"]
  }

  /// The tags, most telling first: few of them.
  private static func list(_ tags: [String]) -> String {
    let telling = [
      "GPS", "thumbnail", "MakerNote", "BodySerialNumber", "CameraOwnerName", "Artist", "DateTimeOriginal",
    ]
    let all = Set(tags)
    let named = telling.filter(all.contains)
    let rest = all.count - named.count
    return (named + (rest > 0 ? ["\(rest) \(named.isEmpty ? "" : "other ")tag\(rest == 1 ? "" : "s")"] : []))
      .joined(separator: ", ")
  }
}
