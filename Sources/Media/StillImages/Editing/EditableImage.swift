public import Geometry
import Glibc

/// A still image in memory whose pixels can be changed. What is not changed stays as it was in the file, to the last bit
/// where the format allows it.
public protocol EditableImage: AnyObject {
  /// How the image is displayed.
  var orientation: Orientation { get }
  /// The pages, or the frames of an animation, in order; at least one.
  var frames: [ImageFrame] { get }
  /// What was removed or changed beside the pixels, one sentence each.
  var notes: [String] { get }

  /// Reads the planes of a frame.
  func read<Result>(frame index: Int, _ body: (MappedFrame) throws -> Result) throws -> Result

  /// Changes the planes of a frame in place.
  ///
  /// - Parameter regions: the parts of the frame, in pixels, in which `body` may read or change something. Others need
  ///   not be decoded.
  func edit(frame index: Int, in regions: [PixelRect], _ body: (ImagePlanes) throws -> Void) throws

  /// The bytes of the changed file.
  func encoded() throws -> [UInt8]

  /// Whether a frame has the same pixels as that of another image, which was read from the changed file.
  func hasSamePixels(as written: any EditableImage, frame index: Int) throws -> Bool
}

extension EditableImage {
  public func hasSamePixels(as written: any EditableImage, frame index: Int) throws -> Bool {
    try read(frame: index) { frame in
      try written.read(frame: index) { frame.hasSamePixels(as: $0) }
    }
  }
}

extension MappedFrame {
  /// Whether all planes have the same values inside the frame.
  fileprivate func hasSamePixels(as other: MappedFrame) -> Bool {
    guard planes.count == other.planes.count else { return false }
    return zip(planes, other.planes).allSatisfy { own, other in
      guard own.layout == other.layout else { return false }
      let part = own.layout.rect(of: PixelRect(x: 0, y: 0, width: size.width, height: size.height))
      let count = part.width * own.layout.channels * own.layout.bytesPerValue
      return (0..<part.height).allSatisfy {
        memcmp(own.base + $0 * own.stride, other.base + $0 * other.stride, count) == 0
      }
    }
  }
}

/// A page of a document, or a frame of an animation.
public struct ImageFrame: Hashable, Sendable {
  /// The size in pixels as stored.
  public var size: FrameSize
  /// When an animation shows it. Pages are one second apart.
  public var time = MediaTime.zero
  /// Whether it shows a moment after the previous frame, rather than another page.
  public var continuesPrevious = false

  init(size: FrameSize, time: MediaTime = .zero, continuesPrevious: Bool = false) {
    (self.size, self.time, self.continuesPrevious) = (size, time, continuesPrevious)
  }
}
