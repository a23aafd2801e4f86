public import Geometry

/// A JPEG or PNG file that was validated before it is decoded: its size is within limits, and its data is
/// complete.
///
/// Decoders fill missing data with grey or black, so that a face there would not be detected. They allocate
/// what a header states, decode every further image in a file, and decompress every chunk. So a decoder gets
/// `bytes`: the one image that was validated, up to its end.
public struct StillImage: Sendable {
  public enum Refusal: Error, Equatable, Sendable {
    /// Neither JPEG nor PNG.
    case unknownFormat
    /// The size exceeds the limits.
    case tooLarge(FrameSize)
    /// Data is missing or invalid.

    /// What is wrong, in words that follow the file's name.
    public var message: String {
      switch self {
      case .unknownFormat: "is not a still image of a known format"
      case .tooLarge(let size): "has \(size.width)x\(size.height) pixels"
      case .damaged: "is damaged or cut off"
      }
    }
    case damaged
  }

  /// The size in pixels as stored.
  public let size: FrameSize
  /// The bytes to hand to a decoder.
  public let bytes: [UInt8]

  /// Validates a file: first its structure, then its size, then its data.
  public init(_ file: [UInt8], within limits: FrameLimits = .image) throws(Refusal) {
    if let png = try PNGFile(file) {
      try Self.check(png.header.size, limits)
      // With 16 bits per channel a pixel takes twice the memory, here and in the decoder.
      guard png.header.unpacked <= 4 * limits.pixels + 2 * png.header.size.height else {
        throw .tooLarge(png.header.size)
      }
      guard png.isComplete() else { throw .damaged }
      (size, bytes) = (png.header.size, png.bytes)
    } else if let jpeg = try JPEGFile(file) {
      try Self.check(jpeg.size, limits)
      guard jpeg.isComplete(pixels: limits.pixels) else { throw .damaged }
      (size, bytes) = (jpeg.size, Array(jpeg.bytes))
    } else {
      throw .unknownFormat
    }
  }

  private static func check(_ size: FrameSize, _ limits: FrameLimits) throws(Refusal) {
    guard size.width > 0, size.height > 0 else { throw .damaged }
    guard limits.allow(size) else { throw .tooLarge(size) }
  }
}
