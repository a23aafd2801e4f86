import CEXIF
import Geometry
import Glibc

/// The EXIF data of an image (CIPA DC-008), parsed by libexif.
final class EXIFData {
  private let bytes: [UInt8]
  private let data: UnsafeMutablePointer<ExifData>

  /// - Parameter bytes: a TIFF structure, with or without the six bytes `Exif` that JPEG has before it.
  /// - Returns: nil if it cannot be parsed.
  init?(_ bytes: some Collection<UInt8>) {
    let prefix = Array("Exif\0\0".utf8)
    let whole = bytes.starts(with: prefix) ? Array(bytes) : prefix + bytes
    guard let made = Self.empty(), let count = UInt32(exactly: whole.count) else { return nil }
    (self.bytes, data) = (whole, made)
    exif_data_load_data(data, whole, count)
    guard Self.directories.contains(where: { entryCount(in: $0) > 0 }) else { return nil }
  }

  deinit { exif_data_unref(data) }

  /// Without tags that libexif does not know, and without those that the specification would add.
  private static func empty() -> UnsafeMutablePointer<ExifData>? {
    guard let data = exif_data_new() else { return nil }
    exif_data_unset_option(data, EXIF_DATA_OPTION_FOLLOW_SPECIFICATION)
    return data
  }

  /// EXIF data as formats other than JPEG have them: the TIFF structure alone.
  static func withoutPrefix(_ bytes: [UInt8]) -> [UInt8] {
    bytes.starts(with: Array("Exif\0\0".utf8)) ? Array(bytes.dropFirst(6)) : bytes
  }

  /// How the image is displayed.
  var orientation: Orientation? {
    guard let entry = entry(EXIF_TAG_ORIENTATION, in: EXIF_IFD_0), entry.pointee.size >= 2 else { return nil }
    return Orientation(exif: Int(exif_get_short(entry.pointee.data, exif_data_get_byte_order(data))))
  }

  /// The data with what a policy keeps, beginning with `Exif`; nil if nothing is left.
  ///
  /// - Parameters:
  ///   - keepsOrientation: false where the pixels are upright.
  ///   - removed: receives the names of the tags that are left out.
  func filtered(_ policy: ImageMetadataPolicy, keepsOrientation: Bool = true, removed: inout [String])
    -> [UInt8]?
  {
    guard let copy = EXIFData(bytes) else { return nil }
    for directory in Self.directories {
      for entry in copy.entries(in: directory) {
        let name = Self.name(entry.pointee.tag, in: directory)
        let isForgotten = !keepsOrientation && entry.pointee.tag == EXIF_TAG_ORIENTATION
        if !isForgotten, Self.keeps(entry.pointee.tag, name, in: directory, policy) { continue }
        removed.append(directory == EXIF_IFD_GPS ? "GPS" : name)
        exif_content_remove_entry(copy.data.ifd(directory), entry)
      }
    }
    if copy.data.pointee.size > 0 {
      removed.append("thumbnail")
      // libexif allocates by malloc().
      free(copy.data.pointee.data)
      (copy.data.pointee.data, copy.data.pointee.size) = (nil, 0)
    }
    return Self.directories.contains { copy.entryCount(in: $0) > 0 } ? copy.serialized : nil
  }

  private static func keeps(
    _ tag: ExifTag, _ name: String, in directory: ExifIfd, _ policy: ImageMetadataPolicy
  ) -> Bool {
    // They describe, or contain, second pictures; an offset would point anywhere.
    guard directory != EXIF_IFD_1, tag != EXIF_TAG_MAKER_NOTE, name != "PrintImageMatching" else {
      return false
    }
    if directory == EXIF_IFD_0 || directory == EXIF_IFD_EXIF, displayTags.contains(tag.rawValue) {
      return true
    }
    return policy.keeps(tag: name, isPosition: directory == EXIF_IFD_GPS)
  }

  /// Whether `exif.` and a tag's name in lower case are the given name.
  static func isTag(_ name: String) -> Bool {
    guard name.hasPrefix("exif.") else { return false }
    let wanted = name.dropFirst(5)
    return (0..<exif_tag_table_count()).contains { index in
      exif_tag_table_get_name(index).map { String(cString: $0).lowercased() == wanted } ?? false
    }
  }

  /// What is needed to display the image as before.
  private static let displayTags = Set(
    [
      EXIF_TAG_ORIENTATION, EXIF_TAG_X_RESOLUTION, EXIF_TAG_Y_RESOLUTION, EXIF_TAG_RESOLUTION_UNIT,
      EXIF_TAG_COLOR_SPACE, EXIF_TAG_YCBCR_POSITIONING, EXIF_TAG_GAMMA, EXIF_TAG_WHITE_POINT,
      EXIF_TAG_PRIMARY_CHROMATICITIES, EXIF_TAG_YCBCR_COEFFICIENTS, EXIF_TAG_REFERENCE_BLACK_WHITE,
      EXIF_TAG_TRANSFER_FUNCTION, EXIF_TAG_EXIF_VERSION,
    ].map(\.rawValue))

  private static let directories = [
    EXIF_IFD_0, EXIF_IFD_1, EXIF_IFD_EXIF, EXIF_IFD_GPS, EXIF_IFD_INTEROPERABILITY,
  ]

  private static func name(_ tag: ExifTag, in directory: ExifIfd) -> String {
    exif_tag_get_name_in_ifd(tag, directory).map { String(cString: $0) } ?? "tag \(tag.rawValue)"
  }

  private var serialized: [UInt8]? {
    var (bytes, count): (UnsafeMutablePointer<UInt8>?, UInt32) = (nil, 0)
    exif_data_save_data(data, &bytes, &count)
    guard let bytes else { return nil }
    defer { free(bytes) }
    return [UInt8](UnsafeBufferPointer(start: bytes, count: Int(count)))
  }

  private func entryCount(in directory: ExifIfd) -> Int {
    Int(data.ifd(directory)?.pointee.count ?? 0)
  }

  private func entries(in directory: ExifIfd) -> [UnsafeMutablePointer<ExifEntry>] {
    (0..<entryCount(in: directory)).compactMap { data.ifd(directory)?.pointee.entries[$0] }
  }

  private func entry(_ tag: ExifTag, in directory: ExifIfd) -> UnsafeMutablePointer<ExifEntry>? {
    exif_content_get_entry(data.ifd(directory), tag)
  }
}

extension UnsafeMutablePointer<ExifData> {
  fileprivate func ifd(_ directory: ExifIfd) -> UnsafeMutablePointer<ExifContent>? {
    withUnsafePointer(to: &pointee.ifd) {
      UnsafeRawPointer($0).assumingMemoryBound(to: UnsafeMutablePointer<ExifContent>?.self)[
        Int(directory.rawValue)]
    }
  }
}

extension Orientation {
  /// The value of EXIF's tag Orientation, 1...8 (CIPA DC-008, section 4.6.5).
  init?(exif value: Int) {
    switch value {
    case 1: self.init(quarterTurns: 0)
    case 2: self.init(quarterTurns: 0, isFlipped: true)
    case 3: self.init(quarterTurns: 2)
    case 4: self.init(quarterTurns: 2, isFlipped: true)
    case 5: self.init(quarterTurns: 3, isFlipped: true)
    case 6: self.init(quarterTurns: 1)
    case 7: self.init(quarterTurns: 1, isFlipped: true)
    case 8: self.init(quarterTurns: 3)
    default: return nil
    }
  }
}
