public import Geometry

/// A JPEG or PNG file that was validated before it is decoded: its structure is complete, and its size is within limits.
/// Whether its data is complete, ``EditableImages`` finds out.
///
/// Decoders allocate what a header states, decode every further image in a file, and decompress every chunk. So a decoder
/// gets `bytes`: the one image that was validated, up to its end.
public struct StillImage: Sendable {
  public enum Refusal: Error, Equatable, Sendable {
    /// Neither JPEG nor PNG.
    case unknownFormat
    /// The size exceeds the limits.
    case tooLarge(FrameSize)
    /// Data is missing or invalid.
    case damaged

    /// What is wrong, in words that follow the file's name.
    public var message: String {
      switch self {
      case .unknownFormat: "is not a still image of a known format"
      case .tooLarge(let size): "has \(size.width)x\(size.height) pixels"
      case .damaged: "is damaged or cut off"
      }
    }
  }

  /// The size in pixels as stored.
  public let size: FrameSize
  /// The bytes to hand to a decoder.
  public let bytes: [UInt8]

  /// Validates a file: first its structure, then its size.
  public init(_ file: [UInt8], within limits: FrameLimits = .image) throws(Refusal) {
    if let png = try PNGFile(file) {
      try png.header.check(within: limits)
      (size, bytes) = (png.header.size, png.bytes)
    } else if let jpeg = try JPEGFile(file) {
      try limits.check(jpeg.size)
      (size, bytes) = (jpeg.size, Array(jpeg.bytes))
    } else {
      throw .unknownFormat
    }
  }
}

extension FrameLimits {
  /// Checks the size that a header states.
  func check(_ size: FrameSize) throws(StillImage.Refusal) {
    guard size.width > 0, size.height > 0 else { throw .damaged }
    guard allow(size) else { throw .tooLarge(size) }
  }
}
