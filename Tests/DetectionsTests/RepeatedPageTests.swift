import Detections
import Testing

/// Fault 33: a duplicate page is reported together with the page it repeats.
@Suite struct RepeatedPageTests {
  private static func page(_ times: ClosedRange<Int>, token: Bool) -> String {
    let faces = times.map { time in
      #"{"Timestamp":\#(time * 200),"Face":{"BoundingBox":{"Left":0.1,"Top":0.1,"Width":0.1,"Height":0.1},"#
        + #""Confidence":99.5}}"#
    }
    return #"{"JobStatus":"SUCCEEDED","Faces":[\#(faces.joined(separator: ","))]"#
      + (token ? #","NextToken":"more"}"# : "}")
  }
  private static let pages = [
    page(0...4, token: true), page(5...9, token: true), page(10...12, token: false),
  ]

  private func failure(_ order: [Int], chunkSize: Int = 4096) -> DetectionError? {
    let text = order.map { Self.pages[$0] }.joined(separator: "\n")
    var reader = DetectionReader(fill: source(text, chunkSize: chunkSize))
    do throws(DetectionError) {
      while try reader.next() != nil {}
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: [[0, 0, 1, 2], [0, 1, 0, 2], [0, 1, 1, 2], [0, 1, 2, 2], [2, 0, 1, 2]])
  func `a duplicate page is an error that names both`(order: [Int]) throws {
    for chunk in [1, 4096] {
      let error = try #require(failure(order, chunkSize: chunk))
      let second = try #require(order.indices.first { order[..<$0].contains(order[$0]) })
      let first = try #require(order.firstIndex(of: order[second]))
      #expect(error.code == .repeatedPage)
      #expect(error.message == "page \(second + 1) is a duplicate of page \(first + 1)")
    }
  }

  @Test func `distinct pages in any order are accepted`() {
    #expect(failure([0, 1, 2]) == nil)
    #expect(failure([1, 0, 2]) == nil)
  }
}
