import Detections
import Geometry
@testable import LocalRekognition
import Testing

/// The column store of job results.
@Suite struct FindingsTests {
  private static func sample(_ milliseconds: Int64, _ lefts: [Double]) -> DetectionSample {
    DetectionSample(
      time: MediaTime(nanoseconds: milliseconds * 1_000_000),
      boxes: lefts.map {
        DetectedBox(box: Box(left: $0, top: 0.25, width: 0.125, height: 0.5), confidence: 87.5)
      })
  }

  @Test func `pages return the results that were added`() {
    var findings = Findings(of: VideoProperties(), includesPersons: false)
    findings.append(Self.sample(0, [0.5]))
    findings.append(Self.sample(200, []))
    findings.append(Self.sample(21_600_000, [-0.25, 0.75]))
    findings.finish()
    let all = findings.page(0..<10, in: .time)
    #expect(all.map(\.milliseconds) == [0, 21_600_000, 21_600_000])
    #expect(all.map(\.box.left) == [0.5, -0.25, 0.75])
    #expect(all.allSatisfy { $0.confidence == 87.5 && $0.person == nil && $0.box.height == 0.5 })
    #expect(findings.page(1..<2, in: .time) == [all[1]])
    #expect(findings.page(3..<4, in: .time) == [])
    #expect(findings.page(50..<60, in: .time) == [])
  }

  @Test func `a face takes 44 bytes, and 8 more with person indices`() {
    for (includesPersons, bytes) in [(false, 44), (true, 52)] {
      var findings = Findings(of: VideoProperties(), includesPersons: includesPersons)
      findings.append(Self.sample(0, Array(repeating: 0, count: 100)))
      findings.finish()
      #expect(findings.bytes == 100 * bytes)
    }
  }

  @Test func `landmarks are accurate to a thousandth of the box`() throws {
    let points = [SIMD2(0.31, 0.42), SIMD2(0.37, 0.43), SIMD2(0.34, 0.5), SIMD2(0.3, 0.71), SIMD2(0.4, 0.7)]
    let box = Box(left: 0.3, top: 0.25, width: 0.1, height: 0.5)
    var findings = Findings(of: VideoProperties(), includesPersons: false)
    findings.append(
      DetectionSample(time: .zero, boxes: [DetectedBox(box: box), DetectedBox(box: box, landmarks: points)]))
    findings.finish()
    let found = findings.page(0..<2, in: .time).map(\.landmarks)
    #expect(found[0].isEmpty)
    try #require(found[1].count == 5)
    for (point, kept) in zip(points, found[1]) {
      #expect(abs(point.x - kept.x) < 0.001 * 0.1 && abs(point.y - kept.y) < 0.001 * 0.5)
    }
  }

  @Test func `results are ordered by person, then by time`() {
    var findings = Findings(of: VideoProperties(), includesPersons: true)
    findings.append(Self.sample(0, [0.1, 0.2]), persons: [1, 0])
    findings.append(Self.sample(200, [0.3, 0.4]), persons: [0, nil])
    findings.append(Self.sample(400, [0.5]), persons: [1])
    findings.finish()
    #expect(findings.page(0..<9, in: .time).map(\.person) == [1, 0, 0, nil, 1])
    let ordered = findings.page(0..<9, in: .person)
    #expect(ordered.map(\.person) == [nil, 0, 0, 1, 1])
    #expect(ordered.map(\.milliseconds) == [200, 0, 200, 0, 400])
  }
}
