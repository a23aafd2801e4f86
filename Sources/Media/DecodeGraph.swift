import CGStreamer
import Channels
import Geometry
import Synchronization

/// The reading pipeline: source → decodebin → one outlet per stream. Pictures leave decoded, sound and
/// subtitles as the packets that the container holds.
///
/// decodebin's own queue holds at most `queuedBytes` of coded data per stream, and each outlet a few buffers.
final class DecodeGraph: @unchecked Sendable {
  let pipeline: UnsafeMutablePointer<GstElement>
  let watch = PipelineWatch()
  /// Rings when all streams are known, and on errors.
  let bell = Bell()

  private struct State {
    var outlets: [Outlet] = []
    var leftOut: [String] = []
    var videoStreams = 0
    var areAllKnown = false
    var decoder: String?
    var container: String?
    var codec: String?
    var failure: MediaError?
  }
  private let state = Mutex(State())
  private let decodeThreads: Int

  static let queuedBytes: UInt32 = 4 << 20

  init(source: UnsafeMutablePointer<GstElement>, decodeThreads: Int) throws {
    self.decodeThreads = decodeThreads
    pipeline = gst_pipeline_new(nil)
    let decoder = try GStreamerLibrary.element("decodebin")
    gst_bin_add(fv_bin(pipeline), source)
    gst_bin_add(fv_bin(pipeline), decoder)
    guard gst_element_link(source, decoder) != 0 else {
      throw MediaError(.internalFailure, "decodebin", "cannot be linked to the source")
    }
    fv_set_uint(decoder, "max-size-bytes", Self.queuedBytes)
    watch.ring(bell)
    watch.listen(to: pipeline)
    connect(decoder)
  }

  deinit { gst_object_unref(pipeline) }

  var outlets: [Outlet] { state.withLock { $0.outlets } }
  var leftOut: [String] { state.withLock { $0.leftOut } }
  var failure: MediaError? { state.withLock { $0.failure } }
  var videoStreams: Int { state.withLock { $0.videoStreams } }
  /// The factory of the element that decodes pictures, such as `avdec_h264`.
  var decoder: String? { state.withLock { $0.decoder } }
  /// The type of the container: what decodebin met first.
  var container: String? { state.withLock { $0.container } }
  /// The type of the coded pictures.
  var codec: String? { state.withLock { $0.codec } }
  var areAllKnown: Bool { state.withLock { $0.areAllKnown } }

  /// Joins GStreamer's threads: to be called from a thread that may block.
  func stop() { gst_element_set_state(pipeline, GST_STATE_NULL) }

  /// The handlers hold this object unretained: it stops the pipeline before it goes.
  private func connect(_ decoder: UnsafeMutablePointer<GstElement>) {
    let context = Unmanaged.passUnretained(self).toOpaque()
    fv_on_autoplug_continue(
      decoder,
      { _, _, caps, context in
        DecodeGraph.from(context)?.note(caps)
        return DecodeGraph.isCarriedAsPackets(caps) ? 0 : 1
      }, context)
    fv_on_pad_added(
      decoder, { _, pad, context in DecodeGraph.from(context)?.expose(pad) }, context)
    fv_on_no_more_pads(
      decoder,
      { _, context in
        guard let graph = DecodeGraph.from(context) else { return }
        graph.state.withLock { $0.areAllKnown = true }
        graph.bell.ring()
      }, context)
    fv_on_deep_element_added(
      pipeline, { _, _, element, context in DecodeGraph.from(context)?.configure(element) }, context)
  }

  private static func from(_ context: gpointer?) -> DecodeGraph? {
    context.map { Unmanaged<DecodeGraph>.fromOpaque($0).takeUnretainedValue() }
  }

  /// Whether caps are those of whole packets that can leave as they are. Sound that is not cut into packets
  /// yet (in a transport stream, say) goes on to a parser first.
  private static func isCarriedAsPackets(_ caps: UnsafeMutablePointer<GstCaps>?) -> Bool {
    guard let structure = caps.flatMap({ gst_caps_get_structure($0, 0) }) else { return false }
    let type = String(cString: gst_structure_get_name(structure))
    if kind(of: type) == .track(.subtitles) { return true }
    guard type.hasPrefix("audio/") else { return false }
    let packetized = ["framed", "parsed", "codec_data", "streamheader"]
    return ["audio/x-raw", "audio/x-opus", "audio/x-vorbis"].contains(type)
      || packetized.contains { gst_structure_has_field(structure, $0) != 0 }
  }

  /// Notes what decodebin comes through on its way to pictures.
  private func note(_ caps: UnsafeMutablePointer<GstCaps>?) {
    guard let type = caps.map({ StreamCaps($0).mediaType }) else { return }
    state.withLock { state in
      if state.container == nil {
        state.container = type
      } else if type.hasPrefix("video/"), type != "video/x-raw" {
        state.codec = state.codec ?? type
      }
    }
  }

  private static func kind(of type: String) -> Outlet.Kind? {
    if type.hasPrefix("video/x-raw") { return .video }
    if type.hasPrefix("audio/") { return .track(.audio) }
    if ["text/", "subtitle/", "subpicture/", "closedcaption/", "application/x-ssa", "application/x-ass"]
      .contains(where: type.hasPrefix)
    {
      return .track(.subtitles)
    }
    return nil
  }

  /// Runs on GStreamer's thread, once for each stream.
  private func expose(_ pad: UnsafeMutablePointer<GstPad>?) {
    guard let pad, let caps = gst_pad_get_current_caps(pad) ?? gst_pad_query_caps(pad, nil) else { return }
    defer { fv_caps_unref(caps) }
    let carried = StreamCaps(caps)
    let type = carried.mediaType
    do {
      guard let kind = Self.kind(of: type) else {
        state.withLock { $0.leftOut.append("a stream of \(type)") }
        return try attach(GStreamerLibrary.element("fakesink"), to: pad)
      }
      if kind == .video {
        let count = state.withLock { state in
          state.videoStreams += 1
          return state.videoStreams
        }
        guard count == 1 else { return try attach(GStreamerLibrary.element("fakesink"), to: pad) }
      }
      let outlet = try Outlet(kind: kind, caps: carried)
      watch.ring(outlet.bell)
      try attach(outlet.sink, to: pad, through: kind == .video ? converter(from: caps) : nil)
      state.withLock { $0.outlets.append(outlet) }
    } catch {
      let failure = error as? MediaError ?? MediaError(.internalFailure, type, "\(error)")
      state.withLock { $0.failure = $0.failure ?? failure }
      bell.ring()
    }
  }

  /// What brings a pixel format whose planes cannot be worked on into one that can; nil for all others.
  private func converter(
    from caps: UnsafeMutablePointer<GstCaps>
  ) throws -> UnsafeMutablePointer<GstElement>? {
    guard FrameFormat(caps: caps) == nil else { return nil }
    let formats = FrameFormat.supported.joined(separator: ", ")
    let description = "videoconvert ! capsfilter caps=\"video/x-raw, format=(string){ \(formats) }\""
    var error: UnsafeMutablePointer<GError>?
    guard let bin = gst_parse_bin_from_description(description, 1, &error) else {
      throw MediaError(
        .configuration, "videoconvert", "cannot be made", detail: GStreamerLibrary.takeMessage(&error))
    }
    return bin
  }

  /// Adds a sink, and a filter before it, to the running pipeline.
  private func attach(
    _ sink: UnsafeMutablePointer<GstElement>, to pad: UnsafeMutablePointer<GstPad>,
    through filter: UnsafeMutablePointer<GstElement>? = nil
  ) throws {
    if String(cString: fv_factory_name(sink)) == "fakesink" { fv_set_int(sink, "async", 0) }
    let chain = [filter, sink].compactMap { $0 }
    for element in chain { gst_bin_add(fv_bin(pipeline), element) }
    if let filter { gst_element_link(filter, sink) }
    let target = gst_element_get_static_pad(chain[0], "sink")
    defer { gst_object_unref(target) }
    guard gst_pad_link(pad, target) == GST_PAD_LINK_OK else {
      throw MediaError(.internalFailure, "decodebin", "a stream cannot be linked")
    }
    for element in chain.reversed() { gst_element_sync_state_with_parent(element) }
  }

  /// Runs for each element that decodebin makes. A decoder's threads set its memory: each holds pictures.
  private func configure(_ element: UnsafeMutablePointer<GstElement>?) {
    if let element, fv_has_property(element, "max-threads") != 0 {
      fv_set_int(element, "max-threads", Int32(decodeThreads))
      let name = String(cString: fv_factory_name(element))
      state.withLock { $0.decoder = name }
    }
  }
}
