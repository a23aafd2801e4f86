/// The tags of a TIFF page that a changed file keeps although they do not say how its pixels are stored.
struct TIFFMetadata {
  private(set) var texts: [(tag: TIFFTag, text: String)] = []
  private(set) var xmp: [UInt8]?

  /// - Parameter removed: receives the names of what is left out.
  init(_ directory: TIFFDirectory, keeping policy: ImageMetadataPolicy, _ removed: inout RemovedMetadata)
    throws
  {
    for tag in directory.entries.keys.sorted() where TIFFTag(rawValue: tag)?.isStructure != true {
      switch TIFFTag(rawValue: tag) {
      case .xmp:
        let packet = try directory.bytes(.xmp) ?? []
        if policy.keepsXMP, !packet.isEmpty, !XMP.hasPictures(packet) {
          xmp = packet
          continue
        }
      case let text?:
        if Self.keeps(text, policy), let bytes = try directory.bytes(text) {
          texts.append((text, String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)))
          continue
        }
      case nil: break
      }
      removed.add(TIFFTag.name(tag))
    }
  }

  private static func keeps(_ tag: TIFFTag, _ policy: ImageMetadataPolicy) -> Bool {
    policy.keeps(tag: TIFFTag.name(tag.rawValue), isPosition: false)
      || (tag == .imageDescription && policy.keepsComments)
  }
}
