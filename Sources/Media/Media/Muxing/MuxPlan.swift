import CLibAV
import Core
import Geometry

/// The contents of an output: tracks, metadata, timescale and room for the index, decided before anything is written.
/// Throws when the container cannot hold them.
struct MuxPlan {
  /// A track of the input that is part of the output.
  struct Track {
    var input: InputTrack
    /// The metadata that is kept.
    var metadata: TrackMetadata
  }

  let specification: MuxSpecification
  /// The video track, which is encoded again.
  let video: Track
  let tracks: [Track]
  let metadata: [(key: String, value: String)]
  /// Notes for the user on what the output does not keep.
  let notes: [String]
  /// The colour description of the input.
  let colorDescription: ColorDescription
  /// Ticks per second of the video track and the movie, chosen so that every input timestamp is represented
  /// exactly.
  let timescale: UInt32
  /// The room for an MP4's index before its media data.
  let moovRoom: MoovRoom
  let description: MediaDescription

  init(
    _ profile: EncodeProfile, _ description: MediaDescription, _ policy: MetadataPolicy, _ sink: any ByteSink
  ) throws {
    self.description = description
    let specification = try MuxSpecification(profile)
    self.specification = specification
    try Self.check(specification, description, sink)
    try Self.checkFields(profile, description)
    let whole = policy.container(description.metadata)
    let shown = policy.track(description.video.metadata, isVideo: true)
    let kept = description.tracks.map { policy.track($0.input.metadata, isVideo: false) }
    metadata = whole.kept
    self.video = Track(input: description.video, metadata: TrackMetadata(shown.kept))
    let scripts = description.tracks.map { Self.scriptInfo($0.parameters, policy) }
    tracks = try zip(description.tracks, zip(kept, scripts)).map { track, parts in
      try Self.track(track.input, parts.0.kept, parts.1)
    }
    colorDescription =
      description.video.isRGB
      ? ColorDescription(description.format) : ColorDescription(description.video.parameters.pointer.pointee)
    timescale = Self.timescale(for: description)
    moovRoom = MoovRoom(for: description, in: sink.rewritableRange)
    notes =
      Self.removal(
        whole.removed + shown.removed + kept.flatMap(\.removed) + scripts.flatMap { $0?.removed ?? [] })
      + Self.pictureNotes(description, profile) + Self.sideDataNotes(description, specification)
  }

  /// A copied track with the metadata and the subtitle header that are kept.
  private static func track(
    _ input: InputTrack, _ metadata: [(key: String, value: String)], _ script: ScriptInfo?
  ) throws -> Track {
    var input = input
    if let header = script?.header {
      input.parameters = try CodecParameters(input.parameters.pointer) { $0.setExtradata(header) }
    }
    return Track(input: input, metadata: TrackMetadata(metadata))
  }

  private static func scriptInfo(_ parameters: CodecParameters, _ policy: MetadataPolicy) -> ScriptInfo? {
    [AV_CODEC_ID_ASS, AV_CODEC_ID_SSA].contains(parameters.id)
      ? ScriptInfo(parameters.extradata, keeping: policy) : nil
  }

  /// Whether the container's header lists the tracks with their codecs.
  var listsInHeader: Bool { specification.isMovie || specification.isMatroska }
  /// Whether timestamps are read back with the same ticks as they were written.
  var keepsTicks: Bool { listsInHeader }

  var videoTimeBase: TimeBase { TimeBase(ticksPerSecond: timescale) }

  /// Side data of the video track: display matrix, spherical and stereo layout, mastering display metadata.
  var videoSideData: [(kind: AVPacketSideDataType, bytes: [UInt8])] {
    let kinds = [AV_PKT_DATA_DISPLAYMATRIX, AV_PKT_DATA_SPHERICAL, AV_PKT_DATA_STEREO3D]
    return description.video.sideData.filter { kinds.contains($0.kind) } + description.mastering.sideData
  }

  /// The codec parameters of the encoder's output, with the codec headers.
  func parameters(of encoded: EncodedFrame) throws -> CodecParameters {
    guard let caps = encoded.caps, let codec = CodedVideoCaps.codec(of: caps) else {
      throw specification.unusable("does not support the output of the profile's encoder")
    }
    guard specification.holds(codec) else {
      throw specification.unusable("cannot hold \(String(cString: avcodec_get_name(codec)))")
    }
    // Apple's players accept HEVC as hvc1 only.
    let isApples = codec == AV_CODEC_ID_HEVC && specification.isMovie
    return try parameters(
      of: codec, tag: isApples ? fv_av_tag(Self.h, Self.v, Self.c, Self.one) : 0, headers: encoded.headers)
  }

  /// The parameters of an encoded video.
  ///
  /// - Parameter tag: the four-character code in the container; 0 for the muxer's choice.
  func parameters(of codec: AVCodecID, tag: UInt32, headers: [UInt8]) throws -> CodecParameters {
    let size = description.format.size
    let shape = description.format.pixelAspectRatio
    return try CodecParameters {
      $0.codec_type = AVMEDIA_TYPE_VIDEO
      $0.codec_id = codec
      $0.codec_tag = tag
      ($0.width, $0.height) = (Int32(size.width), Int32(size.height))
      $0.sample_aspect_ratio = fv_av_rational(Int32(shape.numerator), Int32(shape.denominator))
      $0.field_order = description.video.parameters.pointer.pointee.field_order
      $0.setExtradata(headers)
    }
  }

  /// A copy with the colour description of the input.
  func addingColorDescription(_ parameters: CodecParameters) throws -> CodecParameters {
    try CodecParameters(parameters.pointer) {
      $0.color_primaries = AVColorPrimaries(rawValue: colorDescription.primaries)
      $0.color_trc = AVColorTransferCharacteristic(rawValue: colorDescription.transfer)
      $0.color_space = AVColorSpace(rawValue: colorDescription.matrix)
      $0.color_range = colorDescription.range
      $0.chroma_location = colorDescription.chromaLocation
    }
  }

  /// The parameters of a copied track without the input container's codec tag, so that the muxer chooses its
  /// own.
  func copied(_ parameters: CodecParameters) throws -> CodecParameters {
    try CodecParameters(parameters.pointer) { $0.codec_tag = 0 }
  }

  /// A track's metadata in the output container's form.
  func tags(on track: Track) -> [(key: String, value: String)] {
    track.metadata.tags(in: specification)
  }

  private static let (h, v, c, one) = (
    CChar(UInt8(ascii: "h")), CChar(UInt8(ascii: "v")), CChar(UInt8(ascii: "c")), CChar(UInt8(ascii: "1"))
  )
}

// MARK: - Timescale

extension MuxPlan {
  /// The input's timescale, or a multiple of it where it is too coarse for audio.
  private static func timescale(for description: MediaDescription) -> UInt32 {
    let base = description.video.timeBase
    guard base.denominator <= 1_000_000 else { return 90_000 }
    let ticks = UInt32(base.denominator)
    guard description.container.hasPrefix("mov") else { return 90_000 % ticks == 0 ? 90_000 : finer(ticks) }
    return finer(ticks)
  }

  private static func finer(_ ticks: UInt32) -> UInt32 {
    ticks >= 10_000 ? ticks : ticks * ((10_000 + ticks - 1) / ticks)
  }
}
