import Geometry

/// The chunks beside the pixels that a changed WebP file keeps.
struct WebPMetadata {
  private(set) var profile: [UInt8]?
  private(set) var exif: [UInt8]?
  private(set) var xmp: [UInt8]?
  private(set) var orientation = Orientation.identity
  /// What was removed; none if that is nothing.
  let notes: [String]

  /// Readers ignore a chunk that the header does not announce; so it does not stay.
  init(_ bytes: [UInt8], _ file: WebPFile, keeping policy: ImageMetadataPolicy) {
    var removed = RemovedMetadata()
    var seen: Set<String> = []
    for chunk in file.others {
      let (content, isFirst) = (bytes[chunk.content], seen.insert(chunk.type).inserted)
      switch chunk.type {
      case "ICCP" where isFirst && file.flags.contains(.profile):
        profile = ICCProfile.checked(content)
        if profile == nil { removed.add("a colour profile that cannot be read") }
      case "EXIF" where isFirst && file.flags.contains(.exif):
        let data = EXIFData(content)
        orientation = data?.orientation ?? .identity
        exif = removed.filter(data, policy).map { EXIFData.withoutPrefix($0) }
      case "XMP " where isFirst && file.flags.contains(.xmp) && policy.keepsXMP && !XMP.hasPictures(content):
        xmp = Array(content)
      case "XMP ": removed.add("XMP")
      case "ANMF", "ANIM": removed.add("animation frames that readers ignore")
      case "VP8 ", "VP8L", "ALPH": removed.add("a second picture")
      default: removed.add("\(chunk.type.filter { $0.isLetter || $0.isNumber }) chunks")
      }
    }
    if file.trailing > 0 { removed.add("\(file.trailing) bytes after the image") }
    notes = removed.notes
  }
}
