import Core
public import HTTP
public import HTTPServing
public import LambdaRuntime
import Workflow

/// Serves the image API with its page, by the code of the function `analyze-image`, and the objects of a store in a folder.
public struct ImageHandler: HTTPService {
  public let maximumBodySize = AnalyzeImage.maxBodyBytes

  private let service: ImageService
  private let requestOrigin: RequestOrigin
  private let log: Log
  private let clock: WallClock
  /// Each request decodes an image of up to 67 megapixels. The number of connections bounds how many wait.
  private let permit = AsyncSemaphore(limit: 2)

  /// The largest body of a request that is refused in any case.
  private static let refusedBodyLimit = 64 << 10

  public init(_ service: ImageService, _ requestOrigin: RequestOrigin, log: Log, clock: WallClock) {
    (self.service, self.requestOrigin) = (service, requestOrigin)
    (self.log, self.clock) = (log, clock)
  }

  public func maximumBodySize(of head: ServedRequest) -> Int {
    (try? requestOrigin.origin(of: head)) == nil || head.path != Self.imagesPath
      ? Self.refusedBodyLimit : maximumBodySize
  }

  public func respond(to request: ServedRequest) async -> BufferedResponse {
    let received = ReceivedRequest(request, log: log, clock: clock)
    do {
      let origin = try requestOrigin.origin(of: request)
      switch (received.method, request.path) {
      case ("GET", "/"), (_, Self.imagesPath): return try await analysis(of: received, at: origin)
      case ("GET", let path) where path.hasPrefix(ResultLinks.folder):
        return try await object(at: path, received)
      default: throw Self.notFound
      }
    } catch {
      return refusal(of: received, error)
    }
  }

  public func refuse(_ request: ServedRequest) -> BufferedResponse {
    let received = ReceivedRequest(request, log: log, clock: clock)
    do {
      _ = try requestOrigin.origin(of: request)
      throw request.path == Self.imagesPath ? HTTPFailure.bodyTooLarge : Self.notFound
    } catch {
      return refusal(of: received, error)
    }
  }

  private func analysis(of received: ReceivedRequest, at origin: String) async throws -> BufferedResponse {
    let function = try service.function(at: origin)
    guard received.method == "POST" else {
      return BufferedResponse(try await function.handle(received.event, received.context))
    }
    return try await permit.withPermit {
      BufferedResponse(try await function.handle(received.event, received.context))
    }
  }

  /// An object of the store in a folder. It is nobody's page: a browser neither runs nor guesses anything in it.
  private func object(at path: String, _ received: ReceivedRequest) async throws -> BufferedResponse {
    guard let object = try await service.object(at: path, query: received.query) else { throw Self.expired }
    let name = object.key.split(separator: "/").last.map(String.init) ?? "image"
    received.context.log.info("an object is read", ["request": .text(received.event.requestID)])
    return BufferedResponse(
      status: 200,
      headers: [
        "Content-Type": Self.contentType(of: name), "Content-Disposition": "attachment; filename=\"\(name)\"",
        "Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin", "Referrer-Policy": "no-referrer",
      ], body: object.bytes)
  }

  private func refusal(of received: ReceivedRequest, _ error: any Error) -> BufferedResponse {
    let response = try? AnalyzeImage.refuse(received.event, error, received.context)
    return response.map { BufferedResponse($0) } ?? BufferedResponse(status: 500)
  }

  private static let imagesPath = "/images"
  private static let notFound = HTTPFailure(
    404, "NotFound", "there is nothing at this path; send images to POST /images")
  private static let expired = HTTPFailure(
    404, "NotFound", "there is no such object, or its URL has expired; send the request again for a new one")

  private static func contentType(of name: String) -> String {
    switch name.split(separator: ".").last {
    case "jpg": "image/jpeg"
    case "png": "image/png"
    case "json": "application/json"
    default: "application/octet-stream"
    }
  }
}

extension BufferedResponse {
  fileprivate init(_ response: HTTPResponseEvent) {
    var headers = HTTPHeaders()
    for (name, value) in response.headers.sorted(by: { $0.key < $1.key }) { headers.add(name, value) }
    self.init(status: response.statusCode, headers: headers, body: Array(response.body.utf8))
  }
}
