import Core
import Edits
import Geometry
import Pipeline
import Redaction
import Synchronization

/// The state of a review: what is prepared, who edits, which job runs. Requests ask it; it calls the engine.
public actor ReviewSession {
  /// A refusal for the page.
  struct Refusal: Error {
    var status: Int
    var code: String
    var message: String
  }

  private let engine: any ReviewEngine
  private let cursor: FrameCursor
  private let now: @Sendable () -> String
  private let words: @Sendable (any Error) -> String
  /// What was prepared; nil while it is under way.
  private(set) var prepared: (scan: ReviewScan, edits: EditsStore)?
  private var failure: String?
  /// Whether a page is open, and when it was told that the preparation failed.
  private var isPageOpen = false
  private let failureWasTold = AsyncEvent()
  /// The page that edits; others are refused.
  private var editor: String?
  private var job: Task<Void, Never>?
  nonisolated let progress = JobProgress()

  /// - Parameters:
  ///   - now: the time as ISO 8601.
  ///   - words: what an error tells the user.
  public init(
    _ engine: any ReviewEngine, now: @escaping @Sendable () -> String,
    words: @escaping @Sendable (any Error) -> String
  ) {
    (self.engine, self.now, self.words) = (engine, now, words)
    cursor = FrameCursor(engine.input)
  }

  nonisolated var inputPath: String { engine.inputPath }
  nonisolated var outputPath: String { engine.outputPath }
  nonisolated var shape: String { engine.style.shape.rawValue }

  /// Detects and tracks; what fails is also told on the page.
  public func prepare() async throws {
    do {
      prepared = try await engine.prepare(begin: { [progress] in progress.begin($0) }, progress.show)
      progress.end(nil)
    } catch {
      failure = words(error)
      progress.end(failure)
      throw error
    }
  }

  /// Ends a job that runs.
  public func stop() async {
    job?.cancel()
    await job?.value
    await cursor.close()
  }

  /// What was prepared.
  func ready() throws -> (scan: ReviewScan, edits: EditsStore) {
    if let prepared { return prepared }
    throw Refusal(
      status: failure == nil ? 503 : 500, code: failure == nil ? "Preparing" : "Failed",
      message: failure ?? "the video is still being prepared")
  }

  /// The state for the page: `preparing`, `ready`, `failed`.
  func tellState() -> String {
    isPageOpen = true
    if failure != nil { failureWasTold.notify() }
    return failure != nil ? "failed" : prepared == nil ? "preparing" : "ready"
  }

  /// Waits until a page has been told why the preparation failed; not without a page, and not for long.
  ///
  /// - Parameter isOpening: whether a browser is about to ask.
  public func waitUntilFailureIsTold(isOpening: Bool) async {
    guard isPageOpen || isOpening else { return }
    await withTaskGroup(of: Void.self) { group in
      group.addTask { [failureWasTold] in await failureWasTold.wait() }
      group.addTask { try? await Task.sleep(for: .seconds(10)) }
      await group.next()
      group.cancelAll()
    }
  }

  /// Lets a page edit.
  ///
  /// - Parameters:
  ///   - id: the page's own session, if it had one.
  ///   - takesOver: whether another page loses the right to edit.
  func claim(_ id: String?, takesOver: Bool, new: String) throws -> String {
    if let editor, editor != id, !takesOver {
      throw Refusal(
        status: 409, code: "OpenElsewhere",
        message: "this review is open in another tab, which would overwrite these edits")
    }
    let mine = editor != nil && editor == id ? id ?? new : new
    editor = mine
    return mine
  }

  /// Lets other pages edit: the page was closed.
  func release(_ session: String?) {
    if session == editor { editor = nil }
  }

  private func check(_ session: String?) throws {
    guard let editor, session == editor else {
      throw Refusal(status: 409, code: "OpenElsewhere", message: "another tab has taken over this review")
    }
  }

  /// Stores edits.
  ///
  /// - Returns: the new revision.
  func replace(_ new: Edits, basedOn revision: Int, by session: String?) async throws -> Int {
    try check(session)
    let (scan, store) = try ready()
    var new = new
    let old = await store.edits
    guard new.video == old.video, new.detections == old.detections, new.settings == old.settings,
      new.verification == old.verification
    else { throw Refusal(status: 422, code: "OtherVideo", message: "the edits are of another video") }
    if let fault = scan.fault(in: new) { throw Refusal(status: 422, code: "InvalidEdits", message: fault) }
    // Whoever signed has not seen the change.
    new.signature = nil
    do {
      try await store.replace(new, basedOn: revision)
    } catch is EditsStore.Conflict {
      throw Refusal(
        status: 412, code: "OlderRevision",
        message: "the edits were changed elsewhere in the meantime; load them again")
    }
    return await store.revision
  }

  /// Starts to write and verify the result.
  func render(by session: String?) async throws {
    try check(session)
    guard job == nil else { throw Refusal(status: 409, code: "Busy", message: "a job is running already") }
    let (scan, store) = try ready()
    progress.begin("render")
    job = Task {
      let message = await work(scan, store)
      progress.end(message)
      job = nil
    }
  }

  /// - Returns: what went wrong; nil if nothing did.
  private func work(_ scan: ReviewScan, _ store: EditsStore) async -> String? {
    do {
      let edits = await store.edits
      let result = try await engine.render(edits, progress.show)
      progress.begin("verify")
      let (frames, unchanged, findings) = try await engine.verify(progress.show)
      var verification = Verification(
        result: result, redaction: try edits.redactionDigest, frames: frames, findings: findings)
      if unchanged > 0 { verification.unchanged = unchanged }
      try await store.change {
        $0.verification = verification
        $0.signature = nil
        $0.looks.removeAll { $0.kind == WeakSpotLook.visibleFace }
      }
      let verified = await store.edits
      let (looked, weakSpots) = scan.looked(in: verified)
      try await engine.report(verified, looked: looked, weakSpots: weakSpots)
      return nil
    } catch is CancellationError {
      return "cancelled"
    } catch {
      return words(error)
    }
  }

  func cancelJob(by session: String?) throws {
    try check(session)
    job?.cancel()
  }

  /// Writes a name under the result.
  func sign(_ name: String, by session: String?) async throws {
    try check(session)
    let (scan, store) = try ready()
    let edits = await store.edits
    guard let verification = edits.verification else {
      throw Refusal(
        status: 409, code: "NotRendered", message: "render the result first: there is nothing to sign")
    }
    guard try edits.redactionDigest == verification.redaction else {
      throw Refusal(
        status: 409, code: "ResultIsOlder", message: "the result is older than the edits: render it again")
    }
    guard !name.isEmpty, name.utf8.count <= 200 else {
      throw Refusal(status: 422, code: "NoName", message: "write your name, up to 200 characters")
    }
    let (looked, weakSpots) = scan.looked(in: edits)
    guard looked == weakSpots else {
      throw Refusal(
        status: 409, code: "ReviewRequired",
        message: "\(weakSpots - looked) of \(weakSpots) weak spots were not looked at yet")
    }
    let signature = Signature(
      name: name, at: now(), edits: try edits.digest, result: verification.result, looked: looked,
      weakSpots: weakSpots)
    var signed = edits
    signed.signature = signature
    // Reports first: if they cannot be written, nothing is signed.
    try await engine.report(signed, looked: looked, weakSpots: weakSpots)
    try await store.change { $0.signature = signature }
  }

  /// A frame as a picture.
  ///
  /// - Parameters:
  ///   - isHidden: with the real effect, as the edits say.
  ///   - side: the longer side in pixels, at most.
  func picture(at time: MediaTime, isHidden: Bool, side: Int) async throws -> [UInt8] {
    let (scan, store) = try ready()
    let frame = try await cursor.frame(at: time)
    let masks = isHidden ? try scan.masks(at: frame.time, await store.edits) : []
    return try await frame.jpeg(hiding: masks, style: engine.style, side: side)
  }

  /// A picture of a track: on the frame at a time, or else the one that was kept. Nil if there is none.
  func picture(of track: Int, at time: MediaTime?) async throws -> [UInt8]? {
    let scan = try ready().scan
    if time == nil, let kept = scan.pictures[track] { return kept }
    guard let place = scan.place(of: track, at: time) else { return nil }
    return try await PausedFrame(of: engine.input, at: place.time).jpeg(of: place.box)
  }

  /// Follows a box through the frames before and after.
  func follow(_ box: Box, at time: MediaTime) async throws -> [(time: MediaTime, box: Box)] {
    let scan = try ready().scan
    let cuts = scan.overview.cuts.map { MediaTime(seconds: $0) }
    return try await FollowedBox(box, at: scan.frameTime(at: time), in: engine.input, cuts: cuts).places
  }
}

/// How far a job is. The pipeline's tasks write it, requests read it.
final class JobProgress: Sendable {
  struct State: Sendable, Encodable {
    /// `detect`, `track`, `render`, `verify`; nil if no job runs.
    var step: String?
    /// 0 to 1.
    var share = 0.0
    var frames = 0
    /// Seconds left, as far as they can be estimated.
    var left: Double?
    /// How the last job ended; nil if well, or if it runs.
    var message: String?
    /// The number of jobs that have ended.
    var ended = 0
  }

  private let state = Mutex((State(), ContinuousClock.now))

  var now: State { state.withLock { $0.0 } }

  func begin(_ step: String) {
    state.withLock { $0 = (State(step: step, ended: $0.0.ended), .now) }
  }

  func end(_ message: String?) {
    state.withLock { $0.0 = State(message: message, ended: $0.0.ended + 1) }
  }

  @Sendable func show(_ frames: Int, _ time: MediaTime, _ duration: MediaTime?) {
    state.withLock { state in
      state.0.frames = frames
      guard let duration, duration > .zero else { return }
      state.0.share = min(1, max(0, time.seconds / duration.seconds))
      let seconds = (ContinuousClock.now - state.1) / .seconds(1)
      state.0.left = state.0.share > 0.02 ? seconds / state.0.share * (1 - state.0.share) : nil
    }
  }
}
