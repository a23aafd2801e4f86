/// The formats of still images, by their first bytes and their file name extensions.
public enum StillImageFormat: String, CaseIterable, Sendable {
  case jpeg, png, webp, tiff, gif, heic, avif

  /// The format of a file that begins with these bytes, of which twelve suffice; nil if they are of no known format.
  public init?(start: some Collection<UInt8>) {
    let start = Array(start.prefix(12))
    let has = { (text: String, place: Int) in start.dropFirst(place).starts(with: Array(text.utf8)) }
    if start.starts(with: [0xFF, 0xD8, 0xFF]) {
      self = .jpeg
    } else if start.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      self = .png
    } else if has("RIFF", 0), has("WEBP", 8) {
      self = .webp
    } else if [0x2A, 0x2B].contains(where: { kind in
      start.starts(with: [0x49, 0x49, kind, 0]) || start.starts(with: [0x4D, 0x4D, 0, kind])
    }) {
      // 0x2B: BigTIFF.
      self = .tiff
    } else if has("GIF87a", 0) || has("GIF89a", 0) {
      self = .gif
    } else if ["heic", "heix", "heim", "heis", "mif1", "msf1", "hevc", "hevx"].contains(where: {
      has("ftyp" + $0, 4)
    }) {
      self = .heic
    } else if has("ftypavif", 4) || has("ftypavis", 4) {
      self = .avif
    } else {
      return nil
    }
  }

  /// The format of a file name extension.
  public init?(extension ending: String) {
    guard let format = Self.allCases.first(where: { $0.extensions.contains(ending.lowercased()) }) else {
      return nil
    }
    self = format
  }

  /// The file name extensions, the usual one first.
  public var extensions: [String] {
    switch self {
    case .jpeg: ["jpg", "jpeg", "jpe", "jfif"]
    case .png: ["png"]
    case .webp: ["webp"]
    case .tiff: ["tif", "tiff"]
    case .gif: ["gif"]
    case .heic: ["heic", "heif", "hif"]
    case .avif: ["avif"]
    }
  }

  /// `JPEG`
  public var name: String { self == .webp ? "WebP" : rawValue.uppercased() }
}
