import Core
public import Geometry
public import Media
public import Redaction

/// One frame of a video as a picture, with what a run would make of it.
public struct PausedFrame: Sendable {
  private let frame: Frame
  private let video: MediaDescription

  /// The PTS, relative to the first displayed frame.
  public var time: MediaTime { frame.time }

  init(_ frame: Frame, of video: MediaDescription) { (self.frame, self.video) = (frame, video) }

  /// Decodes the frame that is on screen at a time; the last frame for later times.
  ///
  /// H.264 groups of pictures before the time are passed over undecoded.
  public init(of input: MediaInput, at time: MediaTime) async throws {
    let reader = try MediaReader(input: input, options: .init(allowsDamage: true, keepsGroups: true))
    (frame, video) = try await reader.withFrames(.part) { video in
      await reader.skipGroups { $0.upperBound <= time }
      var shown: Frame?
      while let frame = try await reader.nextFrame(), shown == nil || frame.time <= time {
        if frame.isDecoded { shown = frame }
      }
      guard let shown else {
        throw UserError(.invalidInput, reader.name, "has no frame at \(time)")
      }
      return (shown, video)
    }
  }

  /// A part of the frame as JPEG, of the size of a thumbnail. Not redacted.
  public func jpeg(of box: Box) throws -> [UInt8]? {
    let picture = try frame.read { Thumbnail(of: $0, in: box, video.orientation) { _ in true } }
    return try picture?.jpeg()
  }

  /// The frame as JPEG, as displayed.
  ///
  /// - Parameters:
  ///   - masks: what is hidden, in ratios of the displayed frame.
  ///   - side: the longer side in pixels.
  public func jpeg(hiding masks: [MaskBox], style: RedactionStyle, side: Int) async throws -> [UInt8] {
    let redactor = try FrameRedactor(style: style, format: video.format, orientation: video.orientation)
    let redacted = try await redactor.redact(masks, in: frame, isDeferred: false).frame
    let picture = try redacted.read {
      Thumbnail(of: $0, in: .picture, video.orientation, side: side) { _ in true }
    }
    guard let picture else { throw UserError(.internalFailure, "frame at \(time)", "has no pixels") }
    return try picture.jpeg()
  }
}
