import Geometry

/// Where each frame stands in the result: its place is chosen in display order, and asked for in the encoder's.
struct DisplayTicks: Sendable {
  private var waiting: [(pushed: MediaTime, time: MediaTime, duration: MediaTime?)] = []
  private var placed: [MediaTime: (tick: Int64, duration: MediaTime?)] = [:]
  private var last: (pushed: MediaTime, time: MediaTime)?

  /// Takes the next frame; gives the time to tell the encoder, which wants a later one for each.
  mutating func add(_ time: MediaTime, duration: MediaTime?) -> MediaTime {
    let pushed = last.map { max(time, $0.pushed + Self.least) } ?? time
    // A last frame without a duration would be shown for no time at all: it lasts as long as the step to it.
    let step = last.map { time - $0.time }
    waiting.append((pushed, time, duration ?? step))
    last = (pushed, time)
    return pushed
  }

  /// The tick of the frame that the encoder was told to be at `pushed`, and how long it is shown.
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
