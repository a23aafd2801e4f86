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
