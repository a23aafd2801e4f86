/// What stays of an image's metadata.
///
/// What is needed to display the image as before always stays: orientation, resolution, colour profile. Everything else may
/// identify a person, a place or a device, and is removed unless it is named.
public struct ImageMetadataPolicy: Hashable, Sendable {
  /// Names as users give them, in lower case: `exif.datetime`, `exif.gps`, `icc`, `xmp`, `comment`, `all`.
  private let names: Set<String>

  /// Keeps everything but what shows second pictures.
  public static let all = ImageMetadataPolicy(names: ["all"])

  private init(names: Set<String>) {
    self.names = names
  }

  /// Keeps nothing that is not needed.
  public init() {
    names = []
  }

  /// - Throws: `ImageError` for a name that no image metadata have, so that nothing is lost by a spelling mistake.
  public init(keepingNames names: some Sequence<String>) throws {
    self.names = Set(names.map { $0.lowercased() })
    for name in self.names.sorted() where !Self.known.contains(name) && !EXIFData.isTag(name) {
      throw ImageError(
        "images have no metadata named '\(name)'",
        remedy: "name icc, xmp, comment, exif, exif.gps, exif.TAG (as exif.datetime) or all")
    }
  }

  private static let known: Set<String> = ["icc", "xmp", "comment", "exif", "exif.gps", "all"]

  /// Whether XMP data stay.
  var keepsXMP: Bool { keeps("xmp") }
  /// Whether comments stay.
  var keepsComments: Bool { keeps("comment") }

  /// Whether the time of the last change stays.
  var keepsTime: Bool { keeps(tag: "DateTime", isPosition: false) }

  /// Whether an EXIF tag stays that is not needed; `DateTime`.
  func keeps(tag name: String, isPosition: Bool) -> Bool {
    keeps("exif") || names.contains("exif.\(name.lowercased())") || (isPosition && names.contains("exif.gps"))
  }

  private func keeps(_ name: String) -> Bool { names.contains("all") || names.contains(name) }
}
