import FrameveilTesting
import Testing

@testable import Tracking

@Suite(.blocking) struct ShelfTests {
  @Test(arguments: [
    [], [0.5], [0.5, 0.5, 0.5], [0.9, 0.1, 0.5, 0.1, 0.7], [0.1, 0.11, 0.12, 40, 0.115, -3],
    (0..<100).map { Double($0 * 37 % 100) / 100 },
  ])
  func `all that is near is found, in order`(coordinates: [Double]) {
    let shelf = Shelf(coordinates)
    for place in [-4, 0.1, 0.115, 0.5, 0.7, 2, 40] {
      for reach in [0, 0.01, 0.4, 100, .infinity] {
        let found = shelf.near(place, within: reach).map { shelf[$0] }
        #expect(found == found.sorted { (coordinates[$0], $0) < (coordinates[$1], $1) })
        let near = coordinates.indices.filter { abs(coordinates[$0] - place) <= reach }
        #expect(Set(near).isSubset(of: found))
      }
    }
  }

  @Test func `few others are found`() {
    let shelf = Shelf((0..<100).map { Double($0) })
    for place in 0..<100 { #expect(shelf.near(Double(place), within: 3).count <= 9) }
  }

  @Test func `coordinates that are no numbers do no harm`() {
    let shelf = Shelf([.nan, 0, .infinity, 1])
    #expect(shelf.near(.nan, within: .nan).upperBound <= 4)
  }
}
