import CLibAV
import Geometry

/// One track of a result on its way into the muxer.
struct WrittenTrack {
  /// Its number in the result.
  let number: Int
  let parameters: CodecParameters
  let timeBase: TimeBase
  /// What was handed to the muxer, by its times in the result.
  var muxed = Tally()
  let digest = PacketDigest()
  /// How long the newest packet lasts by its own word, or by the step to it. One without a duration lasts as long:
  /// sound's last packet often says nothing, and an edit list that ends where it begins would cut it off.
  var lastDuration: MediaTime?
  var lastTime: MediaTime?

  /// Whether the container may cut the sound into other pieces than came: sound without frames, whose samples all have
  /// one size.
  var isContinuous: Bool { parameters.isContinuous }
}

extension CodecParameters {
  var isContinuous: Bool {
    type == AVMEDIA_TYPE_AUDIO
      && (av_get_bits_per_sample(id) > 0 || (0x11000...0x11FFF).contains(id.rawValue))
  }
}
