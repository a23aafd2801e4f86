public import Geometry

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

  /// Changes the planes of a frame in place. The first are luma and chroma; a last one may be the opacity.
  func edit(frame index: Int, _ body: (ImagePlanes) throws -> Void) throws

  /// The bytes of the changed file.
  func encoded() throws -> [UInt8]
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
