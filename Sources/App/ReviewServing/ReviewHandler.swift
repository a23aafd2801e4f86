import Core
import Edits
import FoundationEssentials
import Geometry
public import HTTP
public import HTTPServing
import ReviewPage

/// Serves a review: the page, what it shows and what it changes. docs/review-api.yaml describes the requests.
///
/// All paths begin with a random token. Requests for another name, and from pages of another origin, are refused.
public struct ReviewHandler: HTTPService {
  public let maximumBodySize = EditsDocument.maximumSize
  private let session: ReviewSession
  private let access: ReviewAccess

  public init(_ session: ReviewSession, _ access: ReviewAccess) {
    (self.session, self.access) = (session, access)
  }

  private static let smallBody = 64 << 10
  /// Of a picture of a frame, in pixels.
  private static let (smallestSide, largestSide) = (64.0, 1920.0)

  public func maximumBodySize(of head: ServedRequest) -> Int {
    let isEdits = head.method == "PUT" && (try? access.path(of: head)) == "api/edits"
    return isEdits ? maximumBodySize : Self.smallBody
  }

  public func refuse(_ request: ServedRequest) -> BufferedResponse {
    Self.response(ReviewSession.Refusal(status: 413, code: "TooLarge", message: "the request is too large"))
  }

  public func respond(to request: ServedRequest) async -> BufferedResponse {
    do {
      let path = try access.path(of: request)
      return try await response(to: request, path)
    } catch let refusal as ReviewSession.Refusal {
      return Self.response(refusal)
    } catch {
      let isInput = (error as? UserError).map { $0.code == .invalidInput } ?? (error is DecodingError)
      return Self.response(
        ReviewSession.Refusal(
          status: isInput ? 422 : 500, code: isInput ? "Invalid" : "Failed",
          message: PlainText.words(of: error)))
    }
  }

  private func response(to request: ServedRequest, _ path: String) async throws -> BufferedResponse {
    let method = request.method == "HEAD" ? "GET" : request.method
    switch (method, path) {
    case ("GET", "video"): return try MediaBytes.response(to: request, session.inputPath)
    case ("GET", "result"): return try MediaBytes.response(to: request, session.outputPath)
    case ("GET", "api/review"): return try Self.json(await overview())
    case ("GET", "api/job"): return try Self.json(session.progress.now)
    case ("GET", "api/edits"): return try await edits()
    case ("GET", "api/boxes"): return try await boxes(request)
    case ("GET", "api/frame"): return try await frame(request)
    case ("GET", let path) where path.hasPrefix("api/pictures/"): return try await picture(path, request)
    case ("GET", let path):
      guard let file = ReviewPage.file(path) else { throw Self.notFound }
      return BufferedResponse(status: 200, headers: Self.headers(file.type), body: file.bytes)
    case ("POST", "api/session"): return try await claim(request)
    case ("DELETE", "api/session"):
      await session.release(request.headers["Session"])
      return BufferedResponse(status: 204, headers: Self.headers("application/json"))
    case ("PUT", "api/edits"): return try await replace(request)
    case ("POST", "api/follow"): return try await follow(request)
    case ("POST", "api/job"):
      try await session.render(by: request.headers["Session"])
      return try Self.json(session.progress.now, status: 202)
    case ("DELETE", "api/job"):
      try await session.cancelJob(by: request.headers["Session"])
      return try Self.json(session.progress.now, status: 202)
    case ("POST", "api/signature"):
      struct Named: Decodable { var name: String }
      try await session.sign(Self.body(Named.self, of: request).name, by: request.headers["Session"])
      return try await edits()
    default: throw Self.notFound
    }
  }

  private func claim(_ request: ServedRequest) async throws -> BufferedResponse {
    struct Claim: Decodable {
      var session: String?
      var takeOver: Bool?
    }
    struct Claimed: Encodable { var session: String }
    let claim = try Self.body(Claim.self, of: request)
    let id = try await session.claim(
      claim.session, takesOver: claim.takeOver ?? false, new: RequestID.random())
    return try Self.json(Claimed(session: id))
  }

  private func replace(_ request: ServedRequest) async throws -> BufferedResponse {
    struct Stored: Encodable { var revision: Int }
    guard let revision = request.headers["If-Match"].flatMap({ Int($0.filter { $0 != "\"" }) }) else {
      throw ReviewSession.Refusal(
        status: 428, code: "NoRevision", message: "If-Match with the revision is missing")
    }
    try Self.checkJSON(request)
    let edits = try EditsDocument.read(request.body, name: "edits")
    return try Self.json(
      Stored(revision: await session.replace(edits, basedOn: revision, by: request.headers["Session"])))
  }

  private func follow(_ request: ServedRequest) async throws -> BufferedResponse {
    struct Place: Codable {
      var time: Double
      var box: [Double]
    }
    struct Path: Encodable { var keyframes: [Place] }
    let place = try Self.body(Place.self, of: request)
    guard place.box.count == 4, place.box[2] > 0, place.box[3] > 0, place.box.allSatisfy({ abs($0) <= 4 }),
      (0...MediaTime.longest.seconds).contains(place.time)
    else { throw ReviewSession.Refusal(status: 422, code: "Invalid", message: "not a box at a time") }
    let box = Box(left: place.box[0], top: place.box[1], width: place.box[2], height: place.box[3])
    let places = try await session.follow(box, at: MediaTime(seconds: place.time))
    return try Self.json(
      Path(
        keyframes: places.map {
          Place(time: $0.time.seconds, box: [$0.box.left, $0.box.top, $0.box.width, $0.box.height])
        }))
  }

  private func edits() async throws -> BufferedResponse {
    let store = try await session.ready().edits
    var headers = Self.headers("application/json")
    headers.add("ETag", "\"\(await store.revision)\"")
    return BufferedResponse(status: 200, headers: headers, body: try EditsDocument.bytes(await store.edits))
  }

  private struct Review: Encodable {
    var state: String
    var job: JobProgress.State
    var output: String
    /// `ellipse`: covers have the corners of their radii; `box`: they are whole boxes.
    var shape: String
    var overview: ReviewOverview?
  }

  private func overview() async throws -> Review {
    Review(
      state: await session.tellState(), job: session.progress.now, output: session.outputPath,
      shape: session.shape,
      overview: await session.prepared?.scan.overview)
  }

  private func boxes(_ request: ServedRequest) async throws -> BufferedResponse {
    let query = QueryParameters(request.query)
    guard let start = query.number("from"), let end = query.number("to"), start <= end, end - start <= 60
    else {
      throw ReviewSession.Refusal(
        status: 422, code: "Invalid", message: "from and to are times in seconds, at most 60 s apart")
    }
    let scan = try await session.ready().scan
    return BufferedResponse(
      status: 200, headers: Self.headers("application/json"),
      body: scan.boxes.json(from: MediaTime(seconds: start), to: MediaTime(seconds: end)))
  }

  private func frame(_ request: ServedRequest) async throws -> BufferedResponse {
    let query = QueryParameters(request.query)
    guard let time = query.number("time"), (0...MediaTime.longest.seconds).contains(time) else {
      throw ReviewSession.Refusal(status: 422, code: "Invalid", message: "time is a time in seconds")
    }
    let side = query.number("side") ?? Self.largestSide
    let jpeg = try await session.picture(
      at: MediaTime(seconds: time), isHidden: query["view"] != "original",
      side: Int(max(Self.smallestSide, min(Self.largestSide, side))))
    return BufferedResponse(status: 200, headers: Self.headers("image/jpeg"), body: jpeg)
  }

  private func picture(_ path: String, _ request: ServedRequest) async throws -> BufferedResponse {
    let name = path.dropFirst("api/pictures/".count)
    guard name.hasSuffix(".jpg"), let track = Int(name.dropLast(4)),
      let jpeg = try await session.picture(
        of: track, at: QueryParameters(request.query).number("time").map { MediaTime(seconds: $0) })
    else { throw Self.notFound }
    return BufferedResponse(status: 200, headers: Self.headers("image/jpeg"), body: jpeg)
  }
}

extension ReviewHandler {
  static let notFound = ReviewSession.Refusal(
    status: 404, code: "NotFound", message: "there is nothing at this path")

  /// The header fields of all responses: nothing is kept by the browser, framed by others, or guessed.
  static func headers(_ type: String) -> HTTPHeaders {
    var headers = HTTPHeaders()
    headers.add("Content-Type", type)
    headers.add("Cache-Control", "no-store")
    headers.add("X-Content-Type-Options", "nosniff")
    headers.add("Referrer-Policy", "no-referrer")
    headers.add("Cross-Origin-Resource-Policy", "same-origin")
    headers.add("Cross-Origin-Opener-Policy", "same-origin")
    headers.add("Content-Security-Policy", ReviewPage.policy)
    return headers
  }

  static func json(_ value: some Encodable, status: Int = 200) throws -> BufferedResponse {
    BufferedResponse(
      status: status, headers: headers("application/json"), body: Array(try JSONEncoder().encode(value)))
  }

  private static func response(_ refusal: ReviewSession.Refusal) -> BufferedResponse {
    struct Told: Encodable { var code, message: String }
    struct Failure: Encodable { var error: Told }
    let failure = Failure(error: Told(code: refusal.code, message: refusal.message))
    return (try? json(failure, status: refusal.status)) ?? BufferedResponse(status: refusal.status)
  }

  /// A form of another site cannot send this type without asking first (Fetch Standard, CORS-safelisted headers).
  private static func checkJSON(_ request: ServedRequest) throws {
    guard request.headers["Content-Type"]?.lowercased().hasPrefix("application/json") == true else {
      throw ReviewSession.Refusal(
        status: 415, code: "NotJSON", message: "the content type is application/json")
    }
  }

  private static func body<Value: Decodable>(_ type: Value.Type, of request: ServedRequest) throws -> Value {
    try checkJSON(request)
    return try JSONDecoder().decode(type, from: Data(request.body))
  }
}

/// `name=value&…`
private struct QueryParameters {
  private let values: [String: String]

  init(_ query: String) {
    let pairs = query.split(separator: "&").map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
    values = Dictionary(pairs.map { ($0[0], $0.count > 1 ? $0[1] : "") }) { first, _ in first }
  }

  subscript(name: String) -> String? { values[name] }

  func number(_ name: String) -> Double? {
    values[name].flatMap(Double.init).flatMap { $0.isFinite ? $0 : nil }
  }
}
