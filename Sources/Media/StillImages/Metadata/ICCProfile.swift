/// Colour profiles (ICC.1:2022, section 7.2).
enum ICCProfile {
  /// The profile without what follows it; nil if it is none.
  static func checked(_ bytes: some Collection<UInt8>) -> [UInt8]? {
    let bytes = Array(bytes)
    guard bytes.count > 128, bytes[36..<40].elementsEqual(Array("acsp".utf8)) else { return nil }
    let size = bytes[..<4].reduce(0) { $0 << 8 | Int($1) }
    return 128...bytes.count ~= size ? Array(bytes[..<size]) : nil
  }
}
