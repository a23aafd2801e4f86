/// The extensions that a changed GIF file keeps.
struct GIFExtensions {
  let kept: [GIFFile.Extension]
  /// What was removed; none if that is nothing.
  let notes: [String]

  init(_ file: GIFFile, keeping policy: ImageMetadataPolicy) {
    var removed = RemovedMetadata()
    kept = file.extensions.compactMap { part in
      let kind = Kind(part)
      if let part = kind.kept(part, policy) { return part }
      removed.add(kind.name)
      return nil
    }
    if file.trailing > 0 { removed.add("\(file.trailing) bytes after the image") }
    notes = removed.notes
  }

  private enum Kind {
    case loop, icc, xmp, application, comment, plainText, other

    init(_ part: GIFFile.Extension) {
      switch part.label {
      case 0xFF:
        switch String(decoding: part.blocks.first ?? [], as: UTF8.self) {
        case "NETSCAPE2.0", "ANIMEXTS1.0": self = .loop
        case "ICCRGBG1012": self = .icc
        case "XMP DataXMP": self = .xmp
        default: self = .application
        }
      case 0xFE: self = .comment
      case 0x01: self = .plainText
      default: self = .other
      }
    }

    var name: String {
      switch self {
      case .loop: "an empty loop extension"
      case .icc: "ICC"
      case .xmp: "XMP"
      case .application: "data of applications"
      case .comment: "comments"
      case .plainText: "plain text extensions"
      case .other: "unknown extensions"
      }
    }

    func kept(_ part: GIFFile.Extension, _ policy: ImageMetadataPolicy) -> GIFFile.Extension? {
      switch self {
      case .icc: return part
      case .loop:
        // The number of repetitions follows a one; other sub-blocks ask for a buffer.
        guard let count = part.blocks.dropFirst().first(where: { $0.first == 1 && $0.count >= 3 }) else {
          return nil
        }
        return part.with([part.blocks[0], Array(count.prefix(3))])
      case .comment: return policy.keepsComments ? part : nil
      case .xmp:
        // The packet is not cut into sub-blocks: what are their lengths to a decoder are its characters.
        let packet = part.blocks.dropFirst().flatMap { [UInt8($0.count)] + $0 }
        return policy.keepsXMP && !XMP.hasPictures(packet) ? part : nil
      case .application, .plainText, .other: return nil
      }
    }
  }
}

extension GIFFile.Extension {
  fileprivate func with(_ blocks: [[UInt8]]) -> Self {
    var changed = self
    changed.blocks = blocks
    return changed
  }
}
