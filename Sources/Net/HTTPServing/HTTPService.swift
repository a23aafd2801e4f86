public import HTTP

/// What answers requests. `HTTPServer` brings them and takes the answers away.
public protocol HTTPService: Sendable {
  /// The most bytes that a body may have.
  var largestBody: Int { get }
  /// The most bytes that the body of a request with this head may have, where that is less: of somebody who is not
  /// known, for example.
  func largestBody(of head: ServedRequest) -> Int
  /// Answers a request. Its task is cancelled when the server stops, and an answer is still wanted then.
  func answer(_ request: ServedRequest) async -> BufferedResponse
  /// Answers a request whose body has more bytes than it may; `request` comes without it.
  func refuse(_ request: ServedRequest) -> BufferedResponse
}

extension HTTPService {
  /// All may send the same.
  public func largestBody(of head: ServedRequest) -> Int { largestBody }
}
