/// Reads the bits of a NAL unit's payload, without its emulation prevention bytes (Rec. ITU-T H.264, section 7.3.1).
struct RBSPBits {
  private let bytes: [UInt8]
  private var place = 0

  init(_ payload: some Sequence<UInt8>) { bytes = Self.bytes(payload) }

  /// The bytes of a payload without emulation prevention bytes.
  static func bytes(_ payload: some Sequence<UInt8>) -> [UInt8] {
    var (bytes, zeros): ([UInt8], Int) = ([], 0)
    for byte in payload {
      if zeros >= 2, byte == 3 {
        zeros = 0
        continue
      }
      zeros = byte == 0 ? zeros + 1 : 0
      bytes.append(byte)
    }
    return bytes
  }

  /// The next bit; nil after the last.
  mutating func next() -> Int? {
    guard place < 8 * bytes.count else { return nil }
    defer { place += 1 }
    return Int(bytes[place / 8] >> (7 - place % 8) & 1)
  }

  /// The next value of type ue(v) (section 9.1); nil if it is not whole, or has more than 31 bits.
  mutating func exponentialGolomb() -> Int? {
    var zeros = 0
    while true {
      guard let bit = next(), zeros < 32 else { return nil }
      if bit == 1 { break }
      zeros += 1
    }
    var value = 1
    for _ in 0..<zeros {
      guard let bit = next() else { return nil }
      value = value << 1 | bit
    }
    return value - 1
  }
}
