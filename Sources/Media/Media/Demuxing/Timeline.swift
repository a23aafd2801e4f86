import Core
import Geometry

/// Maps the timestamps of concatenated recordings (`cat a.ts b.ts`) to one continuous timeline. Where the DTS
/// of a transport or program stream restart, all tracks continue where the first track that restarted had
/// ended.
struct Timeline: Sendable {
  private struct Track {
    var part = 0
    var last: MediaTime
    var end: MediaTime
  }
  private var tracks: [Int: Track] = [:]
  /// The timestamp offset of each part.
  private var shifts = [MediaTime.zero]

  /// The number of timestamp discontinuities.
  var restarts: Int { shifts.count - 1 }

  /// The offset to add to a packet's timestamps.
  ///
  /// - Parameter tolerance: how far the DTS of a track may go back without counting as a restart.
  mutating func shift(
    of track: Int, dts time: MediaTime, duration: MediaTime?, tolerance: MediaTime
  ) -> MediaTime {
    var state = tracks[track] ?? Track(last: time, end: time)
    if time + tolerance < state.last {
      state.part += 1
      if state.part == shifts.count { shifts.append(state.end + shifts[state.part - 1] - time) }
    }
    state.last = time
    state.end = time + (duration ?? .zero)
    tracks[track] = state
    return shifts[state.part]
  }
}

/// Ensures that frame timestamps never decrease: the tracker, and with it the redaction boxes, advances in
/// time only.
struct FrameClock: Sendable {
  private var last: (time: MediaTime, duration: MediaTime)?
  private var shift = MediaTime.zero
  private var frames = 0
  /// Frames with the same timestamp as the previous frame.
  private(set) var repeats = 0
  /// How often timestamps went back.
  private(set) var steps = 0

  /// The output timestamp of a frame: its own, or, after an allowed step back, one that follows the previous
  /// frame.
  ///
  /// - Throws: `UserError` when the timestamp goes back and `allowsSteps` is false.
  mutating func next(
    _ time: MediaTime, duration: MediaTime?, allowsSteps: Bool, name: String
  ) throws -> MediaTime {
    var shown = time + shift
    if let last, shown < last.time {
      guard allowsSteps else {
        throw UserError(
          .invalidInput, name,
          "timestamps go back: frame \(frames + 1) is at \(shown), after a frame at \(last.time)",
          remedy: "the input was concatenated from recordings or is damaged; cut it there, "
            + "or pass --allow-damaged to shift the later timestamps")
      }
      steps += 1
      shift = last.time + max(last.duration, Self.minStep) - time
      shown = time + shift
    } else if shown == last?.time {
      repeats += 1
    }
    last = (shown, duration ?? last?.duration ?? .zero)
    frames += 1
    return shown
  }

  private static let minStep = MediaTime(nanoseconds: 1_000_000)
}
