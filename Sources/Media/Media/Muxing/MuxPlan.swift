import CLibAV
import Core
import Geometry

/// The contents of an output: tracks, metadata, timescale and index size, decided before anything is written. Throws
/// when the container cannot hold them.
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
  let colours: Colours
  /// Ticks per second of the video track and the movie, chosen so that every input timestamp is represented exactly.
  let timescale: UInt32
  /// Bytes to reserve for an MP4's index before its media data.
  let indexRoom: UInt64
  private let description: MediaDescription

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
      var input = track.input
      if let header = parts.1?.header {
        input.parameters = try CodecParameters(input.parameters.pointer) { $0.setExtradata(header) }
      }
      return Track(input: input, metadata: TrackMetadata(parts.0.kept))
    }
    colours =
      description.video.isRGB
      ? Colours(description.format) : Colours(description.video.parameters.pointer.pointee)
    timescale = Self.timescale(for: description)
    indexRoom = min(Self.room(for: description), Self.largestRoom(sink.rewriting))
    notes =
      Self.removal(
        whole.removed + shown.removed + kept.flatMap(\.removed) + scripts.flatMap { $0?.removed ?? [] })
      + Self.pictureNotes(description, profile) + Self.sideDataNotes(description, specification)
  }

  private static func scriptInfo(_ parameters: CodecParameters, _ policy: MetadataPolicy) -> ScriptInfo? {
    [AV_CODEC_ID_ASS, AV_CODEC_ID_SSA].contains(parameters.id)
      ? ScriptInfo(parameters.extradata, keeping: policy) : nil
  }

  /// Whether the container's header lists the tracks with their codecs.
  var listsInHead: Bool { specification.isMovie || specification.isMatroska }
  /// Whether timestamps are read back with the same ticks as they were written.
  var keepsTicks: Bool { listsInHead }

  var videoTimeBase: TimeBase { TimeBase(ticksPerSecond: timescale) }

  /// Side data of the video track: display matrix, spherical and stereo layout, mastering display metadata.
  var videoSideData: [(kind: AVPacketSideDataType, bytes: [UInt8])] {
    let kinds = [AV_PKT_DATA_DISPLAYMATRIX, AV_PKT_DATA_SPHERICAL, AV_PKT_DATA_STEREO3D]
    return description.video.sideData.filter { kinds.contains($0.kind) } + description.mastering.sideData
  }

  /// The codec parameters of the encoder's output, with the codec headers.
  func parameters(of picture: EncodedFrame) throws -> CodecParameters {
    guard let caps = picture.caps, let codec = CodedVideoCaps.codec(of: caps) else {
      throw specification.unusable("does not support the output of the profile's encoder")
    }
    guard specification.holds(codec) else {
      throw specification.unusable("cannot hold \(String(cString: avcodec_get_name(codec)))")
    }
    let size = description.format.size
    let shape = description.format.pixelShape
    return try CodecParameters {
      $0.codec_type = AVMEDIA_TYPE_VIDEO
      $0.codec_id = codec
      // Apple's players accept HEVC as hvc1 only.
      if codec == AV_CODEC_ID_HEVC, specification.isMovie {
        $0.codec_tag = fv_av_tag(Self.h, Self.v, Self.c, Self.one)
      }
      ($0.width, $0.height) = (Int32(size.width), Int32(size.height))
      $0.sample_aspect_ratio = fv_av_rational(Int32(shape.numerator), Int32(shape.denominator))
      $0.field_order = description.video.parameters.pointer.pointee.field_order
      $0.setExtradata(picture.headers)
    }
  }

  /// A copy with the colour description of the input.
  func described(_ parameters: CodecParameters) throws -> CodecParameters {
    try CodecParameters(parameters.pointer) {
      $0.color_primaries = AVColorPrimaries(rawValue: colours.primaries)
      $0.color_trc = AVColorTransferCharacteristic(rawValue: colours.transfer)
      $0.color_space = AVColorSpace(rawValue: colours.matrix)
      $0.color_range = colours.range
      $0.chroma_location = colours.chromaLocation
    }
  }

  /// The parameters of a copied track without the input container's codec tag, so that the muxer chooses its own.
  func copied(_ parameters: CodecParameters) throws -> CodecParameters {
    try CodecParameters(parameters.pointer) { $0.codec_tag = 0 }
  }

  /// A track's metadata in the output container's form.
  func words(on track: Track) -> [(key: String, value: String)] {
    track.metadata.words(in: specification)
  }

  private static let (h, v, c, one) = (
    CChar(UInt8(ascii: "h")), CChar(UInt8(ascii: "v")), CChar(UInt8(ascii: "c")), CChar(UInt8(ascii: "1"))
  )
}

// MARK: - Container constraints

extension MuxPlan {
  private static func check(
    _ specification: MuxSpecification, _ description: MediaDescription, _ sink: any ByteSink
  ) throws {
    if largestRoom(sink.rewriting) == 0, specification.isMovie, !specification.isFragmented {
      throw UserError(
        .configuration, sink.name,
        "profile \(specification.profile) writes the index to the front at the end, and a pipe is not seekable",
        remedy: "write to a file, or use --profile mp4-fragmented")
    }
    if !specification.isMovie, description.orientation != .identity {
      throw UserError(
        .configuration, "profile \(specification.profile)",
        "its container cannot store the rotation of the video",
        remedy: "use an MP4 profile, or rotate the video first")
    }
    for track in description.tracks where !specification.holds(track.parameters.id) {
      let kind = track.kind.rawValue
      throw UserError(
        .configuration, "profile \(specification.profile)",
        "its container (\(specification.format)) cannot hold the \(kind) track (number \(track.index), "
          + "\(track.parameters.codec))",
        remedy: alternatives(to: specification, for: track.parameters.id) + "exclude it with --no-\(kind)")
    }
  }

  /// Throws when the video is interlaced and the encoder supports progressive video only: encoding both fields as one
  /// progressive frame would cause combing.
  private static func checkFields(_ profile: EncodeProfile, _ description: MediaDescription) throws {
    let order = description.video.parameters.pointer.pointee.field_order
    guard order != AV_FIELD_UNKNOWN, order != AV_FIELD_PROGRESSIVE else { return }
    let encoder = profile.encoder(for: description.format)
    guard let element = progressiveEncoders.first(where: encoder.contains) else { return }
    throw UserError(
      .configuration, "profile \(profile.name)", "the video is interlaced, which \(element) does not support",
      remedy: "use --profile mp4 or mkv, whose H.264 encoder supports it in 8 bits, or deinterlace it first: "
        + "ffmpeg -i IN -vf bwdif -c:a copy OUT")
  }

  private static let progressiveEncoders = [
    "x265enc", "vp8enc", "vp9enc", "av1enc", "svtav1enc", "rav1enc", "openh264enc",
  ]

  private static func alternatives(to specification: MuxSpecification, for codec: AVCodecID) -> String {
    let others = [("mp4", "mp4"), ("mov", "mov"), ("mkv", "matroska"), ("webm", "webm"), ("ts", "mpegts")]
      .filter {
        $0.1 != specification.format && MuxSpecification.canHold($0.1, codec)
      }
    guard !others.isEmpty else { return "" }
    return "use \(others.map { "--profile \($0.0)" }.joined(separator: " or ")), or "
  }

  /// The most bytes that can be reserved for an index: the rewritable head of the output, except for the `ftyp` box
  /// before it and the `mdat` header after it, whose size is written last.
  private static func largestRoom(_ rewriting: Rewriting) -> UInt64 {
    switch rewriting {
    case .anywhere: UInt64(Int32.max)
    case .head(let bytes): bytes > 4096 ? bytes - 4096 : 0
    case .nowhere: 0
    }
  }

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

  /// An estimate of the size of the index in bytes, from the input's index or from duration and frame rate.
  private static func room(for description: MediaDescription) -> UInt64 {
    let seconds = max(0, (description.duration ?? .zero).seconds - description.start.seconds)
    let rate = description.format.frameRate
    let perSecond = rate.numerator > 0 ? Double(rate.numerator) / Double(max(1, rate.denominator)) : 60
    let listed = description.sampleCounts.reduce(0, +)
    let guessed = Int(
      clamping: Int64(min(1e9, seconds * (perSecond + 100 * Double(description.tracks.count)))))
    let codecs = description.tracks.reduce(0) { $0 + $1.parameters.extradata.count }
    let isListed = !description.sampleCounts.contains(0)
    return MuxSpecification.indexBytes * UInt64((isListed ? listed : max(listed, guessed)) + 64)
      + UInt64(codecs)
      + UInt64(MuxSpecification.indexBase)
  }
}

// MARK: - Notes

extension MuxPlan {
  private static func removal(_ names: [String]) -> [String] {
    guard !names.isEmpty else { return [] }
    var seen: Set<String> = []
    let list = names.filter { seen.insert($0).inserted }.joined(separator: ", ")
    return [
      "removed metadata that may identify a person, place or device: \(list) (kept with --keep-metadata NAME)"
    ]
  }

  /// Notes on side data of the video that the output container cannot store.
  private static func sideDataNotes(_ description: MediaDescription, _ specification: MuxSpecification)
    -> [String]
  {
    let everywhere = [AV_PKT_DATA_DISPLAYMATRIX, AV_PKT_DATA_CPB_PROPERTIES, AV_PKT_DATA_STRINGS_METADATA]
    var kept = everywhere
    if specification.isMovie || specification.isMatroska {
      kept += [AV_PKT_DATA_MASTERING_DISPLAY_METADATA, AV_PKT_DATA_CONTENT_LIGHT_LEVEL]
    }
    // libavformat writes these boxes into MP4, and not into MOV.
    if specification.format == "mp4" || specification.isMatroska {
      kept += [AV_PKT_DATA_SPHERICAL, AV_PKT_DATA_STEREO3D]
    }
    return description.video.sideData.filter { !kept.contains($0.kind) }.map {
      "not carried over: \(av_packet_side_data_name($0.kind).map { String(cString: $0) } ?? "unknown side data")"
    }
  }

  private static func pictureNotes(_ description: MediaDescription, _ profile: EncodeProfile) -> [String] {
    let video = description.video
    var notes: [String] = []
    let saysAlpha = video.metadata.contains { $0.key.lowercased() == "alpha_mode" && $0.value != "0" }
    if video.hasAlpha || saysAlpha { notes.append("the alpha channel (transparency) is not kept") }
    if video.changesPixels(to: description.format) {
      notes.append("the frames (\(video.pixelFormat)) are stored as \(description.format.name)")
    }
    let isH264 = profile.encoder(for: description.format).contains("x264enc")
    let chroma = description.format.planes.dropFirst().first
    if isH264, let chroma, chroma.widthShift + chroma.heightShift < 2 {
      notes.append(
        "the chroma subsampling \(chroma.widthShift == 0 ? "4:4:4" : "4:2:2") is kept: many phones and browsers do not "
          + "play such H.264")
    }
    if isH264, chroma == nil {
      notes.append("the video is grey: it is stored as 4:2:0 with neutral chroma")
    }
    return notes
  }
}
