import Geometry

/// The application segments and comments that a changed JPEG file keeps.
struct JPEGSegments {
  /// The segments with their markers, to be written after SOI.
  let bytes: [UInt8]
  let orientation: Orientation
  /// What was removed; none if that is nothing.
  let notes: [String]

  /// - Parameter trailing: the number of bytes after the image.
  init(_ file: JPEGFile, trailing: Int, keeping policy: ImageMetadataPolicy) {
    var (bytes, orientation, removed) = ([UInt8](), Orientation?.none, RemovedMetadata())
    for segment in file.segments {
      let kept: [UInt8]?
      switch Kind(segment) {
      case .jfif: kept = Self.withoutThumbnail(segment.content, &removed)
      case .adobe, .icc: kept = Array(segment.content)
      case .exif where orientation == nil:
        let exif = EXIFData(segment.content)
        orientation = exif?.orientation ?? .identity
        kept = removed.filter(exif, policy)
      case .xmp where policy.keepsXMP && !XMP.hasPictures(segment.content): kept = Array(segment.content)
      case .comment where policy.keepsComments: kept = Array(segment.content)
      case let kind:
        removed.add(kind.name)
        kept = nil
      }
      if let kept { bytes += Self.coded(segment.marker, kept) }
    }
    if trailing > 0 { removed.add("\(trailing) bytes after the image, as of second pictures or a video") }
    (self.bytes, self.orientation, notes) = (bytes, orientation ?? .identity, removed.notes)
  }

  private enum Kind {
    case jfif, adobe, icc, exif, xmp, extendedXMP, comment, photoshop, secondPictures
    case other(UInt8)

    init(_ segment: JPEGFile.Segment) {
      let starts = { (text: String) in segment.content.starts(with: Array(text.utf8)) }
      switch segment.marker {
      case 0xE0 where starts("JFIF\0") && segment.content.count >= 14: self = .jfif
      case 0xE1 where starts("Exif\0"): self = .exif
      case 0xE1 where starts("http://ns.adobe.com/xap/1.0/\0"): self = .xmp
      case 0xE1 where starts("http://ns.adobe.com/xmp/extension/\0"): self = .extendedXMP
      case 0xE2 where starts("ICC_PROFILE\0"): self = .icc
      case 0xE2 where starts("MPF\0"): self = .secondPictures
      case 0xED: self = .photoshop
      case 0xEE where starts("Adobe"): self = .adobe
      case 0xFE: self = .comment
      default: self = .other(segment.marker)
      }
    }

    var name: String {
      switch self {
      case .jfif: "JFIF"
      case .adobe: "Adobe"
      case .icc: "ICC"
      case .exif: "a second EXIF segment"
      case .xmp, .extendedXMP: "XMP"
      case .comment: "comments"
      case .photoshop: "Photoshop resources"
      case .secondPictures: "the index of second pictures (MPF)"
      case .other(let marker): "APP\(marker - 0xE0) segments"
      }
    }
  }

  /// A JFIF segment without its thumbnail (ITU-T T.871, section 10.1).
  private static func withoutThumbnail(_ content: ArraySlice<UInt8>, _ removed: inout RemovedMetadata)
    -> [UInt8]
  {
    var kept = Array(content.prefix(14))
    if kept[12] != 0 || kept[13] != 0 || content.count > 14 { removed.add("the JFIF thumbnail") }
    (kept[12], kept[13]) = (0, 0)
    return kept
  }

  private static func coded(_ marker: UInt8, _ content: [UInt8]) -> [UInt8] {
    let length = content.count + 2
    return [0xFF, marker, UInt8(length >> 8), UInt8(length & 0xFF)] + content
  }
}
