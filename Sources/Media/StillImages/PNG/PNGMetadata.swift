import Geometry

/// The chunks beside the pixels that a changed PNG file keeps (PNG, third edition, section 11.3).
struct PNGMetadata {
  /// The bytes of the chunks that stay, by their place in the list of all.
  private(set) var kept: [Int: [UInt8]] = [:]
  private(set) var orientation = Orientation.identity
  private var removed = RemovedMetadata()

  /// What display needs, with the sizes that the chunks may have.
  private static let display: [String: ClosedRange<Int>] = [
    "gAMA": 4...4, "cHRM": 32...32, "sRGB": 1...1, "cICP": 4...4, "mDCV": 24...24, "mDCv": 24...24,
    "cLLI": 8...8,
    "cLLi": 8...8, "sBIT": 1...4, "bKGD": 1...6, "pHYs": 9...9, "sTER": 1...1,
  ]
  /// They have a format that depends on the colour type.
  static let dependent: Set<String> = ["sBIT", "bKGD"]
  /// A profile of a printer with its tables has two megabytes.
  private static let mostProfile = 1 << 25

  init(_ file: [UInt8], _ chunks: [PNGChunk], hasAnimation: Bool, keeping policy: ImageMetadataPolicy) {
    var seen: Set<String> = []
    for (index, chunk) in chunks.enumerated() where !chunk.isCritical && chunk.type != "tRNS" {
      if ["acTL", "fcTL", "fdAT"].contains(chunk.type) {
        if !hasAnimation { removed.add("animation frames that readers ignore") }
        continue
      }
      let isFirst = seen.insert(chunk.type).inserted
      if let content = content(file[chunk.content], of: chunk.type, isFirst, policy) {
        kept[index] = PNGChunk.coded(chunk.type, content)
      }
    }
    if let end = chunks.last?.whole.upperBound, end < file.count {
      removed.add("\(file.count - end) bytes after the image")
    }
  }

  var notes: [String] { removed.notes }

  /// What stays of a chunk; nil if nothing does.
  private mutating func content(
    _ content: ArraySlice<UInt8>, of type: String, _ isFirst: Bool, _ policy: ImageMetadataPolicy
  ) -> [UInt8]? {
    switch type {
    case "iCCP" where isFirst:
      if let profile = Self.profile(content) { return profile }
      removed.add("a colour profile that cannot be read")
      return nil
    case "eXIf" where isFirst:
      let exif = EXIFData(content)
      orientation = exif?.orientation ?? .identity
      return removed.filter(exif, policy).map { EXIFData.withoutPrefix($0) }
    case "tIME" where isFirst && policy.keepsTime && content.count == 7: return Array(content)
    case "tEXt", "zTXt", "iTXt":
      let text = PNGText(type, content)
      if text.stays(policy) { return Array(content) }
      removed.add(text.name)
      return nil
    case _ where isFirst && Self.display[type]?.contains(content.count) == true: return Array(content)
    case "tIME": removed.add("the time of the last change")
    default: removed.add("\(type) chunks")
    }
    return nil
  }

  /// The content of iCCP, compressed again: what follows the profile is not part of it, and the name is free text.
  private static func profile(_ content: ArraySlice<UInt8>) -> [UInt8]? {
    guard let end = content.prefix(80).firstIndex(of: 0), end + 1 < content.endIndex, content[end + 1] == 0,
      let plain = ZlibStream.unpacked(content[(end + 2)...], atMost: mostProfile),
      let profile = ICCProfile.checked(plain), let packed = ZlibStream.packed(profile)
    else { return nil }
    return Array("ICC profile".utf8) + [0, 0] + packed
  }
}

/// A text chunk (section 11.3.3).
private struct PNGText {
  private let keyword: String
  /// The text, if it is not compressed.
  private let plain: ArraySlice<UInt8>?

  init(_ type: String, _ content: ArraySlice<UInt8>) {
    let end = content.firstIndex(of: 0) ?? content.endIndex
    keyword = String(decoding: content[..<end], as: UTF8.self)
    let isCompressed =
      type == "zTXt" || (type == "iTXt" && content.dropFirst(end + 1 - content.startIndex).first == 1)
    plain = isCompressed ? nil : content
  }

  private var isXMP: Bool { keyword == "XML:com.adobe.xmp" }
  /// ImageMagick writes EXIF, IPTC and XMP as text.
  private var isProfile: Bool { keyword.hasPrefix("Raw profile type") }

  var name: String {
    isXMP ? "XMP" : isProfile ? "text chunks with metadata (\(keyword.dropFirst(17)))" : "text chunks"
  }

  func stays(_ policy: ImageMetadataPolicy) -> Bool {
    if isProfile { return false }
    if isXMP { return policy.keepsXMP && plain.map { !XMP.hasPictures($0) } == true }
    return policy.keepsComments
  }
}
