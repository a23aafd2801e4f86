import Geometry
import Testing

@testable import FaceDetection

@Suite struct TileGridTests {
  @Test(arguments: [2, 3, 8], [(1920, 1080), (641, 479), (64, 2000), (7, 5)])
  func `tiles cover the frame, and neighbours overlap`(count: Int, side: (Int, Int)) {
    let size = FrameSize(width: side.0, height: side.1)
    let tiles = TileGrid(side: count).tiles(of: size)
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

  @Test func `one tile is the whole frame, which is looked at anyway`() {
    #expect(TileGrid(side: 1).tiles(of: FrameSize(width: 1920, height: 1080)).isEmpty)
  }
}
