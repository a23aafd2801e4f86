import HTTP
@testable import HTTPServing
import Testing

/// How far a request is, as a value.
@Suite struct ExchangeTests {
  private func requestState(announcing length: String?) -> RequestState {
    var requestState = RequestState(target: "/a%20b?c=d?e", mostRead: 80)
    requestState.begin(
      method: "POST", headers: HTTPHeaders(length.map { [.init("Content-Length", $0)] } ?? []),
      largestBody: { $0.path == "/a%20b" ? 10 : 0 })
    return requestState
  }

  private func receive(_ requestState: inout RequestState, _ count: Int, room: Int = .max) -> Bool {
    Array(repeating: UInt8(7), count: count).withUnsafeBytes { bytes in
      requestState.receive(bytes) { $0 <= room }
    }
  }

  @Test func `a whole request is asked, and its answer sent`() {
    var requestState = requestState(announcing: "10")
    #expect(receive(&requestState, 4) && receive(&requestState, 6))
    guard case .ask(let request) = requestState.proceed() else {
      return #expect(Bool(false), "it is not asked")
    }
    #expect(request.method == "POST" && request.path == "/a%20b" && request.query == "c=d?e")
    #expect(request.body == Array(repeating: 7, count: 10))
    requestState.answer(BufferedResponse(status: 204))
    guard case .send(let answer) = requestState.proceed() else {
      return #expect(Bool(false), "it is not sent")
    }
    #expect(answer.status == 204)
    guard case .close = requestState.proceed() else { return #expect(Bool(false), "it is sent twice") }
  }

  @Test(arguments: ["11", nil]) func `too large a body is read on for a while, not kept, and refused`(
    length: String?
  ) {
    var requestState = requestState(announcing: length)
    for _ in 0..<8 { #expect(receive(&requestState, 9)) }
    guard case .refuse(let request) = requestState.proceed() else {
      return #expect(Bool(false), "it is taken")
    }
    #expect(request.body.isEmpty)
  }

  @Test func `a body that there is no room for is not kept, and may come again`() {
    var requestState = requestState(announcing: "10")
    #expect(receive(&requestState, 4) && receive(&requestState, 6, room: 5))
    guard case .postpone = requestState.proceed() else { return #expect(Bool(false), "it is taken") }
  }

  @Test func `a body without end is cut off`() {
    var requestState = requestState(announcing: nil)
    var taken = 0
    while taken < 1000, receive(&requestState, 1) { taken += 1 }
    // The body's own ten, the one too many, and seventy more.
    #expect(taken == 81)
  }
}
