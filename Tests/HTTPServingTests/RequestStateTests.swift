import HTTP
@testable import HTTPServing
import Testing

@Suite struct RequestStateTests {
  private func requestState(announcing length: String?) -> RequestState {
    var requestState = RequestState(target: "/a%20b?c=d?e", drainLimit: 80)
    requestState.begin(
      method: "POST", headers: HTTPHeaders(length.map { [.init("Content-Length", $0)] } ?? []),
      maximumBodySize: { $0.path == "/a%20b" ? 10 : 0 })
    return requestState
  }

  private func receive(_ requestState: inout RequestState, _ count: Int, room: Int = .max) -> Bool {
    Array(repeating: UInt8(7), count: count).withUnsafeBytes { bytes in
      requestState.receive(bytes) { $0 <= room }
    }
  }

  @Test func `a complete request is passed to the service, and its response is sent`() {
    var requestState = requestState(announcing: "10")
    #expect(receive(&requestState, 4) && receive(&requestState, 6))
    guard case .dispatch(let request) = requestState.proceed() else {
      return #expect(Bool(false), "the service is not called")
    }
    #expect(request.method == "POST" && request.path == "/a%20b" && request.query == "c=d?e")
    #expect(request.body == Array(repeating: 7, count: 10))
    requestState.response(BufferedResponse(status: 204))
    guard case .send(let response) = requestState.proceed() else {
      return #expect(Bool(false), "the response is not sent")
    }
    #expect(response.status == 204)
    guard case .close = requestState.proceed() else {
      return #expect(Bool(false), "the response is sent twice")
    }
  }

  @Test(arguments: ["11", nil]) func `a body that is too large is drained up to a limit and refused`(
    length: String?
  ) {
    var requestState = requestState(announcing: length)
    for _ in 0..<8 { #expect(receive(&requestState, 9)) }
    guard case .refuse(let request) = requestState.proceed() else {
      return #expect(Bool(false), "the body is accepted")
    }
    #expect(request.body.isEmpty)
  }

  @Test func `a body without memory is dropped and postponed`() {
    var requestState = requestState(announcing: "10")
    #expect(receive(&requestState, 4) && receive(&requestState, 6, room: 5))
    guard case .postpone = requestState.proceed() else { return #expect(Bool(false), "the body is accepted") }
  }

  @Test func `an endless body is cut off`() {
    var requestState = requestState(announcing: nil)
    var taken = 0
    while taken < 1000, receive(&requestState, 1) { taken += 1 }
    // The 10 allowed bytes, the first excess byte, and 70 more up to `drainLimit` (80).
    #expect(taken == 81)
  }
}
