import Geometry
import Testing

@testable import FaceDetection

@Suite struct TilesInTurnTests {
  private static let size = FrameSize(width: 1920, height: 1080)
  private static let input = FrameSize(width: 960, height: 544)

  private static func face(pixels: Double, score: Double = 0.5) -> ScoredBox {
    let height = pixels / 544
    return ScoredBox(Box(left: 0.5, top: 0.5, width: height / 2, height: height), score: score)
  }

  private static func tiles(after faces: [ScoredBox]) -> [PixelRect] {
    var inTurn = TilesInTurn(of: size, inputSize: input)
    #expect(inTurn.next() == nil)
    inTurn.add(faces)
    var found: [PixelRect] = []
    while let tile = inTurn.next() { found.append(tile) }
    return found
  }

  @Test func `after a small face each tile is looked at twice`() {
    let found = Self.tiles(after: [Self.face(pixels: 100), Self.face(pixels: 23)])
    #expect(found.count == 8)
    #expect(Set(found.prefix(4)) == Set(Tiles.grid(of: Self.size, 2)) && found.suffix(4) == found.prefix(4))
  }

  @Test func `large faces and doubtful ones need no tiles`() {
    #expect(Self.tiles(after: []).isEmpty)
    #expect(Self.tiles(after: [Self.face(pixels: 25)]).isEmpty)
    #expect(Self.tiles(after: [Self.face(pixels: 10, score: 0.49)]).isEmpty)
  }

  @Test(arguments: [1, 2, 3, 8], [(1920, 1080), (641, 479), (64, 2000), (7, 5)])
  func `tiles cover the frame, and neighbours overlap`(count: Int, side: (Int, Int)) {
    let size = FrameSize(width: side.0, height: side.1)
    let tiles = Tiles.grid(of: size, count)
    #expect(tiles.count == count * count)
    for tile in tiles {
      #expect(tile.x % 2 == 0 && tile.y % 2 == 0 && tile.x + tile.width <= size.width)
      #expect(tile.y + tile.height <= size.height)
    }
    for (x, y) in zip(stride(from: 0, to: size.width, by: 3), stride(from: 0, to: size.height, by: 3)) {
      let isCovered = tiles.contains {
        ($0.x..<$0.x + $0.width).contains(x) && ($0.y..<$0.y + $0.height).contains(y)
      }
      #expect(isCovered, "\(x), \(y)")
    }
  }
}
