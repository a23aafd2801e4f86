import CLibAV
import Geometry

/// The state of one output track while it is muxed.
struct OutputTrack {
  /// The stream index in the muxer.
  let number: Int
  /// The stream index in the output; nil for a track that the container does not list.
  var place: Int?
  let parameters: CodecParameters
  let timeBase: TimeBase
  /// Count and output timestamps of the packets passed to the muxer.
  var muxed = TrackCounters()
  let digest = PacketDigest()
  /// The duration of the last packet, or the step to it. Used for an audio packet without a duration: the
  /// last one often has none, and an edit list that ends at its start would cut it off.
  var lastDuration: MediaTime?
  var lastTime: MediaTime?

  init(number: Int, parameters: CodecParameters, timeBase: TimeBase) {
    (self.number, self.parameters, self.timeBase) = (number, parameters, timeBase)
    place = number
  }

  /// Assigns the stream indices of a container that omits tracks without packets.
  static func leavingOutEmpty(_ tracks: [OutputTrack]) -> [OutputTrack] {
    var next = 0
    return tracks.map { track in
      var track = track
      track.place = track.muxed.count > 0 ? next : nil
      next += track.muxed.count > 0 ? 1 : 0
      return track
    }
  }

  /// Whether the container may split the audio into other packets: PCM and ADPCM, whose samples have a fixed
  /// size.
  var isPCM: Bool { parameters.isPCM }
}

extension CodecParameters {
  var isPCM: Bool {
    type == AVMEDIA_TYPE_AUDIO
      && (av_get_bits_per_sample(id) > 0 || (0x11000...0x11FFF).contains(id.rawValue))
  }

  /// Whether the channel count and sample rate are known.
  var hasSampleLayout: Bool { pointer.pointee.ch_layout.nb_channels > 0 && pointer.pointee.sample_rate > 0 }
}

/// Assigns output ticks to frames in display order, and returns them in the encoder's output order.
struct OutputTicks: Sendable {
  private var waiting: [(pushed: MediaTime, time: MediaTime, duration: MediaTime?)] = []
  private var placed: [MediaTime: (tick: Int64, duration: MediaTime?)] = [:]
  private var last: (pushed: MediaTime, time: MediaTime)?

  /// Adds the next frame; returns the PTS for the encoder, which must strictly increase.
  mutating func add(_ time: MediaTime, duration: MediaTime?) -> MediaTime {
    let pushed = last.map { max(time, $0.pushed + Self.minStep) } ?? time
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

  /// The output tick and duration of a frame that is not encoded. Frames must come in display order, and those that are
  /// encoded must all have been returned.
  mutating func tick(copying time: MediaTime, duration: MediaTime?, place: (MediaTime) -> Int64)
    -> (tick: Int64, duration: MediaTime?)
  {
    tick(of: add(time, duration: duration), place: place)
  }

  private static let minStep = MediaTime(nanoseconds: 1)
}
