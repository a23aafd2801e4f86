/// A directory of a TIFF or BigTIFF file (TIFF 6.0, section 2). Its pixels are libtiff's job.
struct TIFFDirectory {
  struct Entry {
    let type: UInt16
    let count: Int
    /// Where the values are.
    let place: Int
  }

  /// The offset in the file.
  let offset: Int
  /// By tags.
  let entries: [UInt16: Entry]
  private let file: TIFFBytes

  /// The directories of a file in their order.
  ///
  /// - Throws: `StillImage.Refusal.damaged` if one is cut off, if one leads back to one before it, or if there are more than
  ///   a file may have.
  static func all(in file: TIFFBytes) throws(StillImage.Refusal) -> [TIFFDirectory] {
    var (directories, seen, offset) = ([TIFFDirectory](), Set<Int>(), file.start)
    while offset != 0 {
      guard seen.insert(offset).inserted, directories.count <= mostDirectories else { throw .damaged }
      let (directory, next) = try read(file, offset)
      directories.append(directory)
      offset = next
    }
    guard !directories.isEmpty else { throw .damaged }
    return directories
  }

  private static let mostDirectories = 20_000
  private static let mostEntries = 4096

  /// The directory at an offset, and the offset of the next one.
  private static func read(_ file: TIFFBytes, _ offset: Int) throws(StillImage.Refusal) -> (
    TIFFDirectory, Int
  ) {
    let wide = file.isBigTIFF ? 8 : 4
    let first = offset + (file.isBigTIFF ? 8 : 2)
    let count = try file.number(offset, first - offset)
    guard count > 0, count <= mostEntries else { throw .damaged }
    var entries: [UInt16: Entry] = [:]
    for index in 0..<count {
      let place = first + index * (4 + 2 * wide)
      let type = UInt16(truncatingIfNeeded: try file.number(place + 2, 2))
      let values = try file.number(place + 4, wide)
      let (length, overflows) = values.multipliedReportingOverflow(by: TIFFBytes.sizes[type] ?? 1)
      guard !overflows else { throw .damaged }
      let inline = place + 4 + wide
      entries[UInt16(truncatingIfNeeded: try file.number(place, 2))] = Entry(
        type: type, count: values, place: length <= wide ? inline : try file.number(inline, wide))
    }
    let next = try file.number(first + count * (4 + 2 * wide), wide)
    return (TIFFDirectory(offset: offset, entries: entries, file: file), next)
  }

  /// The whole numbers of a tag; nil if it is absent, or has others.
  func numbers(_ tag: TIFFTag) throws(StillImage.Refusal) -> [Int]? {
    guard let entry = entries[tag.rawValue], let size = TIFFBytes.sizes[entry.type], size != 0,
      [1, 3, 4, 13, 16].contains(entry.type)
    else { return nil }
    try check(entry, size)
    var numbers: [Int] = []
    for index in 0..<entry.count { numbers.append(try file.number(entry.place + index * size, size)) }
    return numbers
  }

  /// The only number of a tag.
  func number(_ tag: TIFFTag) throws(StillImage.Refusal) -> Int? { try numbers(tag)?.first }

  /// The fractions of a tag, or its whole numbers.
  func reals(_ tag: TIFFTag) throws(StillImage.Refusal) -> [Double]? {
    guard let entry = entries[tag.rawValue], entry.type == 5 else {
      return try numbers(tag)?.map(Double.init)
    }
    try check(entry, 8)
    var reals: [Double] = []
    for index in 0..<entry.count {
      let place = entry.place + 8 * index
      let (above, below) = (try file.number(place, 4), try file.number(place + 4, 4))
      reals.append(below == 0 ? 0 : Double(above) / Double(below))
    }
    return reals
  }

  /// The bytes of a tag.
  func bytes(_ tag: TIFFTag) throws(StillImage.Refusal) -> [UInt8]? {
    guard let entry = entries[tag.rawValue], [1, 2, 7].contains(entry.type) else { return nil }
    try check(entry, 1)
    return Array(file.bytes[entry.place..<entry.place + entry.count])
  }

  private func check(_ entry: Entry, _ size: Int) throws(StillImage.Refusal) {
    guard entry.place >= 0, entry.place <= file.bytes.count,
      entry.count <= (file.bytes.count - entry.place) / size
    else { throw .damaged }
  }
}

/// The bytes of a TIFF file, and how numbers are written in it.
struct TIFFBytes {
  let bytes: [UInt8]
  let isBigEndian: Bool
  let isBigTIFF: Bool
  /// The offset of the first directory.
  private(set) var start = 0

  init(_ bytes: [UInt8]) throws(StillImage.Refusal) {
    guard bytes.count >= 8 else { throw .damaged }
    self.bytes = bytes
    isBigEndian = bytes[0] == 0x4D
    isBigTIFF = bytes[isBigEndian ? 3 : 2] == 43
    start = try isBigTIFF ? number(8, 8) : number(4, 4)
  }

  /// - Throws: `StillImage.Refusal.damaged` if it is beyond the file, or has more than 62 bits.
  func number(_ place: Int, _ size: Int) throws(StillImage.Refusal) -> Int {
    guard place >= 0, place <= bytes.count - size else { throw .damaged }
    let value = bytes[place..<place + size].enumerated().reduce(UInt64(0)) { value, byte in
      value | UInt64(byte.element) << (8 * UInt64(isBigEndian ? size - 1 - byte.offset : byte.offset))
    }
    guard value < 1 << 62 else { throw .damaged }
    return Int(value)
  }

  /// The bytes of a value, by types (TIFF 6.0, page 15; BigTIFF).
  static let sizes: [UInt16: Int] = [
    1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8,
  ]
}
