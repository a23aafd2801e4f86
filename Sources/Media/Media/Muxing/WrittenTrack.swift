import CLibAV
import Geometry

/// One track of a result on its way into the muxer.
struct WrittenTrack {
  /// Its number in the muxer, and in the result; of a track that is not there, nil.
  let number: Int
  var place: Int?
  let parameters: CodecParameters
  let timeBase: TimeBase
  /// What was handed to the muxer, by its times in the result.
  var muxed = TrackCounters()
  let digest = PacketDigest()
  /// How long the newest packet lasts by its own word, or by the step to it. One without a duration lasts as long:
  /// sound's last packet often says nothing, and an edit list that ends where it begins would cut it off.
  var lastDuration: MediaTime?
  var lastTime: MediaTime?

  init(number: Int, parameters: CodecParameters, timeBase: TimeBase) {
    (self.number, self.parameters, self.timeBase) = (number, parameters, timeBase)
    place = number
  }

  /// Gives tracks their places in a container that lists no track without packets.
  static func leavingOutEmpty(_ tracks: [WrittenTrack]) -> [WrittenTrack] {
    var next = 0
    return tracks.map { track in
      var track = track
      track.place = track.muxed.count > 0 ? next : nil
      next += track.muxed.count > 0 ? 1 : 0
      return track
    }
  }

  /// Whether the container may cut the sound into other pieces than came: sound without frames, whose samples all have
  /// one size.
  var isContinuous: Bool { parameters.isContinuous }
}

extension CodecParameters {
  var isContinuous: Bool {
    type == AVMEDIA_TYPE_AUDIO
      && (av_get_bits_per_sample(id) > 0 || (0x11000...0x11FFF).contains(id.rawValue))
  }

  /// Whether the size of a sample, and how many there are a second, is known.
  var hasSampleSize: Bool { pointer.pointee.ch_layout.nb_channels > 0 && pointer.pointee.sample_rate > 0 }
}
