import Geometry

/// Assigns output ticks to frames in display order, and returns them in the encoder's output order.
struct OutputTicks: Sendable {
  private var waiting: [(pushed: MediaTime, time: MediaTime, duration: MediaTime?)] = []
  private var placed: [MediaTime: (tick: Int64, duration: MediaTime?)] = [:]
  private var last: (pushed: MediaTime, time: MediaTime)?

  /// Adds the next frame; returns the PTS for the encoder, which must strictly increase.
  mutating func add(_ time: MediaTime, duration: MediaTime?) -> MediaTime {
    let pushed = last.map { max(time, $0.pushed + Self.least) } ?? time
    // A frame without a duration gets that of the step to it, so that the last one is not shown for zero
    // time.
    let step = last.map { time - $0.time }
    waiting.append((pushed, time, duration ?? step))
    last = (pushed, time)
    return pushed
  }

  /// The output tick and duration of the frame that was pushed with the PTS `pushed`.
  mutating func tick(of pushed: MediaTime, place: (MediaTime) -> Int64) -> (tick: Int64, duration: MediaTime?)
  {
    while let next = waiting.first, next.pushed <= pushed {
      waiting.removeFirst()
      placed[next.pushed] = (place(next.time), next.duration)
    }
    return placed.removeValue(forKey: pushed) ?? (place(pushed), nil)
  }

  private static let least = MediaTime(nanoseconds: 1)
}
