/// Compression formats, recognised by their magic numbers.
enum Compression: String, CaseIterable {
  case gzip, zip, bzip2, xz, zstd

  /// RFC 1952, PKWARE's APPNOTE 4.3.7, and the formats' own specifications; no text starts with these bytes.
  var magic: [UInt8] {
    switch self {
    case .gzip: [0x1F, 0x8B]
    case .zip: [0x50, 0x4B, 0x03, 0x04]
    case .bzip2: [0x42, 0x5A, 0x68]
    case .xz: [0xFD, 0x37, 0x7A, 0x58, 0x5A]
    case .zstd: [0x28, 0xB5, 0x2F, 0xFD]
    }
  }

  /// The command that decompresses a file to standard output.
  var command: String {
    switch self {
    case .gzip: "gunzip -c"
    case .zip: "unzip -p"
    case .bzip2: "bunzip2 -c"
    case .xz: "xz -dc"
    case .zstd: "zstd -dc"
    }
  }
}

extension JSONReader {
  /// Throws if the input is compressed: it is not decompressed here.
  mutating func refuseCompressed() throws(DetectionError) {
    for kind in Compression.allCases where try source.isAt(kind.magic) {
      throw DetectionError(
        .compressed, "the file is compressed (\(kind.rawValue))", at: markedPosition,
        remedy: "decompress it: \(kind.command) FILE > FILE.json")
    }
  }
}
