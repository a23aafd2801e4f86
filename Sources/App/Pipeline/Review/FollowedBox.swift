import Core
public import Geometry
public import Media
import OpenCV
import OpticalFlow
import Tracking

/// A box that was drawn on one frame and is followed by the pixels through the frames before and after, until it is lost.
public struct FollowedBox: Sendable {
  /// The box on each frame, in order of time.
  public private(set) var places: [(time: MediaTime, box: Box)]

  /// The longest time that is followed each way. It bounds the memory: the frames in between are held, scaled down.
  public static let span = MediaTime(nanoseconds: 10_000_000_000)
  private static let memory = 192 << 20
  /// The longer side of the scaled frames in pixels.
  private static let side = 480

  /// - Parameters:
  ///   - time: the PTS of the frame on which the box was drawn.
  ///   - cuts: the scene cuts, which end a path.
  public init(_ box: Box, at time: MediaTime, in input: MediaInput, cuts: [MediaTime]) async throws {
    let reader = try MediaReader(input: input, options: .init(allowsDamage: true, keepsGroups: true))
    var tracker = FlowTracker(maxBytes: Self.memory, maxSpan: Self.span)
    try await reader.withFrames(.part) { video in
      let start = time - Self.span
      await reader.skipGroups { $0.upperBound <= start }
      for cut in cuts { tracker.cut(at: cut) }
      while let frame = try await reader.nextFrame(), frame.time <= time + Self.span {
        guard frame.time >= start, frame.isDecoded else { continue }
        let luma = try frame.read {
          try LumaFrame(of: $0, orientation: video.orientation, maxSide: Self.side)
        }
        try tracker.add(luma, at: frame.time)
      }
      try tracker.add([box], at: time)
    }
    let before = tracker.path(of: box, seenAt: time, .backward)?.places ?? []
    let after = tracker.path(of: box, seenAt: time, .forward)?.places ?? []
    places = (before.dropFirst().reversed() + after).map { ($0.time, $0.box) }
    if places.isEmpty { places = [(time, box)] }
  }
}
