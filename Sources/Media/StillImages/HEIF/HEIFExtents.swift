/// The sizes of coded images that a file states (ISO/IEC 23008-12, section 6.5.3), as libheif 1.15 writes them.
///
/// Its coders take sides of 64 samples or more, and even ones; what they add is cropped again. Where it crops, libheif states
/// the size after that, instead of the one before, and readers refuse the file.
struct HEIFExtents {
  /// A clean aperture (ISO/IEC 14496-12, section 12.1.4).
  private struct Crop {
    let width, height: Int
    let codedWidth, codedHeight: Int

    init?(_ content: ArraySlice<UInt8>) {
      let fields = stride(from: 0, to: content.count - 3, by: 4).map {
        Int(Int32(truncatingIfNeeded: HEIFBoxes.number(content.dropFirst($0).prefix(4))))
      }
      guard fields.count == 8, [1, 3, 5, 7].allSatisfy({ fields[$0] > 0 }) else { return nil }
      (width, height) = (fields[0] / fields[1], fields[2] / fields[3])
      // The offset of the centre is half of what is cut off, which is at the right and below.
      (codedWidth, codedHeight) = (width - 2 * fields[4] / fields[5], height - 2 * fields[6] / fields[7])
    }
  }

  /// The file with the sizes before cropping.
  static func corrected(_ file: [UInt8]) -> [UInt8] {
    var crops: [Crop] = []
    var extents: [ArraySlice<UInt8>] = []
    HEIFBoxes.properties(of: file) { type, content in
      if type == "clap" { crops += [Crop(content)].compactMap(\.self) }
      // A full box: version and flags come first.
      if type == "ispe", content.count == 12 { extents.append(content.dropFirst(4)) }
    }
    var file = file
    for extent in extents {
      let (width, height) = (HEIFBoxes.number(extent.prefix(4)), HEIFBoxes.number(extent.suffix(4)))
      // Images of one size are all cropped alike.
      guard let crop = crops.first(where: { $0.width == width && $0.height == height }) else { continue }
      let sizes = [crop.codedWidth, crop.codedHeight]
      file.replaceSubrange(
        extent.indices,
        with: sizes.flatMap { size in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: size >> $0) } })
    }
    return file
  }
}
