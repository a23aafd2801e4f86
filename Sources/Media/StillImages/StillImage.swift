public import Geometry

/// A JPEG or PNG that was looked through before it is decoded: its size is within limits, and nothing of it is missing.
///
/// Decoders fill with grey or black what is not there, and a face that was there would be passed over. They reserve what
/// a header asks for, follow every further picture in a file, and unpack whatever is packed. So what they get is
/// `bytes`: the one picture that was looked through, up to its end.
public struct StillImage: Sendable {
  /// Why a file is not decoded.
  public enum Refusal: Error, Equatable, Sendable {
    /// It is neither JPEG nor PNG, or none that can be read.
    case unknownFormat
    /// It is too large.
    case tooLarge(FrameSize)
    /// Something is missing or wrong.
    case damaged
  }

  /// Its size as stored.
  public let size: FrameSize
  /// What a decoder may get.
  public let bytes: [UInt8]

  /// Looks through a file: its structure first, then its size, then its data.
  public init(_ file: [UInt8], within limits: FrameLimits = .image) throws(Refusal) {
    if let png = try PNGFile(file) {
      try Self.check(png.header.size, limits)
      // With 16 bits a channel a pixel has twice the bytes, here and in the decoder.
      guard png.header.unpacked <= 4 * limits.pixels + 2 * png.header.size.height else {
        throw .tooLarge(png.header.size)
      }
      guard png.isWhole() else { throw .damaged }
      (size, bytes) = (png.header.size, png.bytes)
    } else if let jpeg = try JPEGFile(file) {
      try Self.check(jpeg.size, limits)
      guard jpeg.isWhole(pixels: limits.pixels) else { throw .damaged }
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
