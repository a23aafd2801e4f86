/// Writes numbers as little-endian bytes, one after another.
public struct LittleEndianWriter: Sendable {
  public private(set) var bytes: [UInt8] = []

  public init() {}

  public mutating func add(_ number: some FixedWidthInteger) {
    withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
  }

  /// Adds a number of IEEE 754 in 8 bytes.
  public mutating func add(_ number: Double) { add(number.bitPattern) }

  /// Adds a number of IEEE 754 in 4 bytes.
  public mutating func add(_ number: Float) { add(number.bitPattern) }
}

/// Reads numbers that ``LittleEndianWriter`` wrote.
public struct LittleEndianReader: Sendable {
  private let bytes: [UInt8]
  private var place = 0

  public init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The number of bytes that were not read yet.
  public var remaining: Int { bytes.count - place }

  /// - Throws: ``TruncatedBytes``.
  public mutating func next<Number: FixedWidthInteger>(_: Number.Type = Number.self) throws(TruncatedBytes)
    -> Number
  {
    let size = Number.bitWidth / 8
    guard remaining >= size else { throw TruncatedBytes() }
    defer { place += size }
    return bytes.withUnsafeBytes {
      Number(littleEndian: $0.loadUnaligned(fromByteOffset: place, as: Number.self))
    }
  }

  /// - Throws: ``TruncatedBytes``.
  public mutating func nextDouble() throws(TruncatedBytes) -> Double {
    Double(bitPattern: try next(UInt64.self))
  }

  /// - Throws: ``TruncatedBytes``.
  public mutating func nextFloat() throws(TruncatedBytes) -> Float {
    Float(bitPattern: try next(UInt32.self))
  }

  /// A number of items that follow, each of at least `size` bytes.
  ///
  /// - Throws: ``TruncatedBytes``, also if there cannot be so many.
  public mutating func nextCount(ofAtLeast size: Int) throws(TruncatedBytes) -> Int {
    let count = Int(try next(UInt32.self))
    guard count <= remaining / size else { throw TruncatedBytes() }
    return count
  }
}

/// Bytes end before the numbers that they should contain.
public struct TruncatedBytes: Error {
  public init() {}
}
