import CLibAV
import Core
import Geometry

/// What goes into a result, decided before anything is written: refuses what its container cannot hold.
struct MuxPlan {
  /// A track of the input that is in the result.
  struct Track {
    var input: InputTrack
    /// The words on it that are kept.
    var metadata: TrackMetadata
  }

  let specification: MuxSpecification
  /// The video, which is coded again, with the words on it that are kept.
  let video: Track
  let tracks: [Track]
  let metadata: [(key: String, value: String)]
  /// What to say of the result.
  let notes: [String]
  /// What the input says of its colours.
  let colours: Colours
  /// Ticks per second of the video track and the movie, so that every time of the input can be written exactly.
  let timescale: UInt32
  /// Bytes to keep for an MP4's index before its media data.
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
    tracks = try zip(description.tracks, zip(kept, scripts)).map { track, words in
      var input = track.input
      if let header = words.1?.header {
        input.parameters = try CodecParameters(input.parameters.pointer) { $0.setExtradata(header) }
      }
      return Track(input: input, metadata: TrackMetadata(words.0.kept))
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

  /// Whether the container's head lists the tracks with their codecs.
  var listsInHead: Bool { specification.isMovie || specification.isMatroska }
  /// Whether times are read again in the very ticks in which they were written.
  var keepsTicks: Bool { listsInHead }

  var videoTimeBase: TimeBase { TimeBase(ticksPerSecond: timescale) }

  /// Side data of the video track: how it is turned, how it was mastered, and how it is laid around the viewer.
  var videoSideData: [(kind: AVPacketSideDataType, bytes: [UInt8])] {
    let kinds = [AV_PKT_DATA_DISPLAYMATRIX, AV_PKT_DATA_SPHERICAL, AV_PKT_DATA_STEREO3D]
    return description.video.sideData.filter { kinds.contains($0.kind) } + description.mastering.sideData
  }

  /// The codec of the encoder's pictures, with its headers.
  func parameters(of picture: EncodedFrame) throws -> CodecParameters {
    guard let caps = picture.caps, let codec = CodedVideoCaps.codec(of: caps) else {
      throw specification.unusable("does not know what the profile's encoder makes")
    }
    guard specification.holds(codec) else {
      throw specification.unusable("cannot hold \(String(cString: avcodec_get_name(codec)))")
    }
    let size = description.format.size
    let shape = description.format.pixelShape
    return try CodecParameters {
      $0.codec_type = AVMEDIA_TYPE_VIDEO
      $0.codec_id = codec
      // Only this name is played by all that play HEVC.
      if codec == AV_CODEC_ID_HEVC, specification.isMovie {
        $0.codec_tag = fv_av_tag(Self.h, Self.v, Self.c, Self.one)
      }
      ($0.width, $0.height) = (Int32(size.width), Int32(size.height))
      $0.sample_aspect_ratio = fv_av_rational(Int32(shape.numerator), Int32(shape.denominator))
      $0.field_order = description.video.parameters.pointer.pointee.field_order
      $0.setExtradata(picture.headers)
    }
  }

  /// The same with what the input says of its colours.
  func described(_ parameters: CodecParameters) throws -> CodecParameters {
    try CodecParameters(parameters.pointer) {
      $0.color_primaries = AVColorPrimaries(rawValue: colours.primaries)
      $0.color_trc = AVColorTransferCharacteristic(rawValue: colours.transfer)
      $0.color_space = AVColorSpace(rawValue: colours.matrix)
      $0.color_range = colours.range
      $0.chroma_location = colours.chromaLocation
    }
  }

  /// A copied track's codec: without the container's name for it, where this one has its own.
  func copied(_ parameters: CodecParameters) throws -> CodecParameters {
    try CodecParameters(parameters.pointer) { $0.codec_tag = 0 }
  }

  /// The words on a track as the container says them.
  func words(on track: Track) -> [(key: String, value: String)] {
    track.metadata.words(in: specification)
  }

  private static let (h, v, c, one) = (
    CChar(UInt8(ascii: "h")), CChar(UInt8(ascii: "v")), CChar(UInt8(ascii: "c")), CChar(UInt8(ascii: "1"))
  )
}

// MARK: - What a container can hold

extension MuxPlan {
  private static func check(
    _ specification: MuxSpecification, _ description: MediaDescription, _ sink: any ByteSink
  ) throws {
    if largestRoom(sink.rewriting) == 0, specification.isMovie, !specification.isFragmented {
      throw UserError(
        .configuration, sink.name,
        "profile \(specification.profile) puts the index first once it is known, and a pipe cannot go back",
        remedy: "write to a file, or take --profile mp4-fragmented")
    }
    if !specification.isMovie, description.orientation != .identity {
      throw UserError(
        .configuration, "profile \(specification.profile)",
        "its container cannot say that the picture is turned",
        remedy: "take an MP4 profile, or turn the pictures first")
    }
    for track in description.tracks where !specification.holds(track.parameters.id) {
      let kind = track.kind.rawValue
      throw UserError(
        .configuration, "profile \(specification.profile)",
        "its container (\(specification.format)) cannot hold the \(kind) track (number \(track.index), "
          + "\(track.parameters.codec))",
        remedy: alternatives(to: specification, for: track.parameters.id) + "leave it out with --no-\(kind)")
    }
  }

  /// Interlaced pictures stay so, or are refused: coded as whole pictures their fields would be torn.
  private static func checkFields(_ profile: EncodeProfile, _ description: MediaDescription) throws {
    let order = description.video.parameters.pointer.pointee.field_order
    guard order != AV_FIELD_UNKNOWN, order != AV_FIELD_PROGRESSIVE else { return }
    let encoder = profile.encoder(for: description.format)
    guard let element = progressiveEncoders.first(where: encoder.contains) else { return }
    throw UserError(
      .configuration, "profile \(profile.name)", "the video is interlaced, which \(element) cannot keep",
      remedy: "take --profile mp4 or mkv, whose H.264 can in 8 bits, or make whole pictures of it first: "
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
    return "take \(others.map { "--profile \($0.0)" }.joined(separator: " or ")), or "
  }

  /// How much room for an index there can be: all of a head that is rewritten, but for the file's type before it
  /// and the media data's header behind it, whose size is written last.
  private static func largestRoom(_ rewriting: Rewriting) -> UInt64 {
    switch rewriting {
    case .anywhere: UInt64(Int32.max)
    case .head(let bytes): bytes > 4096 ? bytes - 4096 : 0
    case .nowhere: 0
    }
  }

  /// The input's own ticks, made finer where they are too coarse for sound.
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

  /// Bytes that an index can grow to.
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

// MARK: - What is said of a result

extension MuxPlan {
  private static func removal(_ names: [String]) -> [String] {
    guard !names.isEmpty else { return [] }
    var seen: Set<String> = []
    let list = names.filter { seen.insert($0).inserted }.joined(separator: ", ")
    return ["left out, since it may tell who, where or with what: \(list) (--keep-metadata NAME keeps one)"]
  }

  /// What the container says of the pictures beside them, and the result cannot.
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
      "not carried over: \(av_packet_side_data_name($0.kind).map { String(cString: $0) } ?? "data beside the pictures")"
    }
  }

  private static func pictureNotes(_ description: MediaDescription, _ profile: EncodeProfile) -> [String] {
    let video = description.video
    var notes: [String] = []
    let saysAlpha = video.metadata.contains { $0.key.lowercased() == "alpha_mode" && $0.value != "0" }
    if video.hasAlpha || saysAlpha { notes.append("the pictures' transparency is not kept") }
    if video.changesPixels(to: description.format) {
      notes.append("the pictures (\(video.pixelFormat)) are stored as \(description.format.name)")
    }
    let isH264 = profile.encoder(for: description.format).contains("x264enc")
    let chroma = description.format.planes.dropFirst().first
    if isH264, let chroma, chroma.widthShift + chroma.heightShift < 2 {
      notes.append(
        "the pictures are \(chroma.widthShift == 0 ? "4:4:4" : "4:2:2"), which is kept: many phones and browsers do not "
          + "play such H.264")
    }
    if isH264, chroma == nil {
      notes.append("the pictures are grey: they are stored as 4:2:0 without colour")
    }
    return notes
  }
}
